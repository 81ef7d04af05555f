import type { ModerationCategory } from './categories.ts';
import { findUnspaced, hasWordsOf } from './score-by-words.ts';

const COVER = '▇';

/** Of a match whose words are spread out (`i d i o t`), so many pieces are looked at together. */
const LONGEST_RUN = 16;

interface Piece {
  start: number;
  end: number;
}

/**
 * The text with every word that is listed under these categories covered, letter by letter, so that its length and what
 * surrounds it stay. Where an engine objects and no listed word is found, all of it is covered.
 */
export function maskText(text: string, categories: readonly ModerationCategory[]): string {
  const pieces = [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
  const found: Piece[] = [];
  search(text, pieces, categories, found);
  if (found.length === 0) return cover(text);
  let masked = '';
  let at = 0;
  for (const { start, end } of found.toSorted((one, other) => one.start - other.start)) {
    if (end <= at) continue;
    masked += text.slice(at, Math.max(at, start)) + cover(text.slice(Math.max(at, start), end));
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * Halves the text as long as a half holds something, so that a long text with one bad word costs its length a few times
 * over. The halves overlap by the longest run, so that nothing is lost between them.
 */
function search(text: string, pieces: Piece[], categories: readonly ModerationCategory[], found: Piece[]): void {
  const first = pieces.at(0);
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return;
  if (!hasWordsOf(text.slice(first.start, last.end), categories)) return;
  if (pieces.length > 2 * LONGEST_RUN) {
    const middle = Math.floor(pieces.length / 2);
    search(text, pieces.slice(0, middle + LONGEST_RUN), categories, found);
    search(text, pieces.slice(middle), categories, found);
    return;
  }
  narrow(text, pieces, categories, found);
}

/** The shortest runs of pieces that hold something. */
function narrow(text: string, pieces: readonly Piece[], categories: readonly ModerationCategory[], found: Piece[]) {
  const holds = (from: number, to: number): boolean =>
    hasWordsOf(text.slice((pieces[from] as Piece).start, (pieces[to] as Piece).end), categories);
  const last = pieces.length - 1;
  let begin = 0;
  while (begin <= last && holds(begin, last)) {
    const start = begin;
    const to = firstWhere(start, last, (end) => holds(start, end));
    // The last piece from which the run still holds it.
    const from = firstWhere(start + 1, to + 1, (next) => next > to || !holds(next, to)) - 1;
    const run = { start: (pieces[from] as Piece).start, end: (pieces[to] as Piece).end };
    const inside = from === to ? findUnspaced(text.slice(run.start, run.end), categories) : [];
    if (inside.length === 0) found.push(run);
    for (const part of inside) found.push({ start: run.start + part.start, end: run.start + part.end });
    begin = to + 1;
  }
}

/** The first of a range for which `test` holds, which it does for all after it and at the latest for the last. */
function firstWhere(from: number, to: number, test: (at: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Letters, digits and the signs between them; what stands around them stays. */
function cover(text: string): string {
  return text.replace(/[\p{L}\p{N}](?:[^\s]*[\p{L}\p{N}\p{M}])?/gu, (word) => COVER.repeat([...word].length));
}
