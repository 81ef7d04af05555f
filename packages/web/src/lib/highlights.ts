/** A piece of a search snippet; `hit` says whether it matched. */
export interface Highlight {
  text: string;
  hit: boolean;
}

const OPEN = '\uE000';
const CLOSE = '\uE001';

/** Splits a snippet at its marks: what stands between U+E000 and U+E001 matched. The marks themselves are dropped. */
export function toHighlights(snippet: string): Highlight[] {
  const parts: Highlight[] = [];
  let hit = false;
  for (const piece of snippet.split(/([\uE000\uE001])/u)) {
    if (piece === OPEN) hit = true;
    else if (piece === CLOSE) hit = false;
    else if (piece !== '') parts.push({ text: piece, hit });
  }
  return parts;
}
