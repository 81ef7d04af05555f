const LONGEST = 120;

/**
 * A client’s name for a file, fit to be shown and offered for saving: the last part of a path, without control
 * characters, marks that turn the writing direction, and signs that file systems or headers give a meaning.
 */
export function toFileName(name: string | null | undefined): string | null {
  const last = (name ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const safe = last.replace(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069"<>|:*?]/gu, '').replace(/^[.\s]+|[.\s]+$/g, '');
  if (safe === '') return null;
  const characters = [...safe];
  if (characters.length <= LONGEST) return safe;
  // The ending says how to open it, so it stays.
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? '';
  return characters.slice(0, LONGEST - ending.length).join('') + ending;
}
