import type { SearchTerm } from './search-store.ts';
import { type Token, tokenise } from './tokens.ts';

/** What stands around a match in a snippet: private-use characters, so that the rest can stay plain text. */
const MATCH_START = '\u{E000}';
const MATCH_END = '\u{E001}';

/** Code units of the text that a snippet shows at most, and how much of that stands before the first match. */
const LENGTH = 200;
const BEFORE = 60;

interface Range {
  start: number;
  end: number;
}

/** The part of a text around its first match, every match in it marked; the beginning where nothing matches. */
export function makeSnippet(text: string, terms: readonly SearchTerm[]): string {
  const clean = text.replace(/[\u{E000}\u{E001}]/gu, ' ').replace(/\s/g, ' ');
  const tokens = tokenise(clean);
  const matches = merge(terms.flatMap((term) => findMatches(tokens, term)));
  const { start, end } = chooseWindow(clean, tokens, matches[0]);
  let snippet = start > 0 ? '…' : '';
  let at = start;
  for (const match of matches) {
    if (match.start < start || match.end > end) continue;
    snippet += `${clean.slice(at, match.start)}${MATCH_START}${clean.slice(match.start, match.end)}${MATCH_END}`;
    at = match.end;
  }
  return `${snippet}${clean.slice(at, end)}${end < clean.length ? '…' : ''}`;
}

function findMatches(tokens: readonly Token[], term: SearchTerm): Range[] {
  const found: Range[] = [];
  const { length } = term.tokens;
  for (let index = 0; index + length <= tokens.length; index += 1) {
    if (!matchesAt(tokens, index, term)) continue;
    found.push({ start: (tokens[index] as Token).start, end: (tokens[index + length - 1] as Token).end });
  }
  return found;
}

function matchesAt(tokens: readonly Token[], index: number, { tokens: wanted, open }: SearchTerm): boolean {
  return wanted.every((text, offset) => {
    const token = (tokens[index + offset] as Token).text;
    if (!open || offset < wanted.length - 1) return token === text;
    return wanted.length === 1 ? token.includes(text) : token.startsWith(text);
  });
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

/** Begins and ends between words, or between characters where a script has none; never inside one. */
function chooseWindow(text: string, tokens: readonly Token[], match: Range | undefined): Range {
  if (text.length <= LENGTH) return { start: 0, end: text.length };
  const from = match === undefined ? 0 : Math.max(0, match.start - BEFORE);
  const first = from === 0 ? undefined : tokens.find((token) => token.start >= from);
  const start = Math.min(first?.start ?? 0, match?.start ?? 0);
  const last = tokens.findLast((token) => token.end <= start + LENGTH && token.start >= start);
  const end = Math.max(last?.end ?? 0, match?.end ?? 0);
  if (end > start) return { start, end };
  // Nothing but one endless run: cut it, but not between the two halves of a character.
  const cut = start + LENGTH;
  return { start, end: /[\uDC00-\uDFFF]/.test(text.charAt(cut)) ? cut - 1 : cut };
}
