/** How many avatar colours the style sheet has (`.face-0` and on). */
export const FACE_COLOURS = 10;

/** A stable colour number for an id, so that a person has the same colour everywhere and always. */
export function faceColourOf(id: string): number {
  // FNV-1a: ids are time-sorted, so neighbours differ only in their last characters, which must decide.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % FACE_COLOURS;
}

/** One or two letters for a name: the first of the first and of the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '');
  const last = letters.length > 1 ? letters.at(-1) : '';
  return `${letters[0] ?? '?'}${last}`.toUpperCase();
}
