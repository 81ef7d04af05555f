import type { Message } from '@parlance/protocol';
import type { SeqRange } from './state.ts';

/** Adds from..to to sorted ranges, joining what touches. An empty range (from > to) adds nothing. */
export function addRange(ranges: readonly SeqRange[], from: number, to: number): readonly SeqRange[] {
  if (from > to || ranges.some((range) => range.from <= from && range.to >= to)) return ranges;
  let joined: SeqRange = { from, to };
  const apart: SeqRange[] = [];
  for (const range of ranges) {
    if (range.to < joined.from - 1 || range.from > joined.to + 1) apart.push(range);
    else joined = { from: Math.min(range.from, joined.from), to: Math.max(range.to, joined.to) };
  }
  return [...apart, joined].sort((a, b) => a.from - b.from);
}

export function covers(ranges: readonly SeqRange[], seq: number): boolean {
  return ranges.some((range) => range.from <= seq && seq <= range.to);
}

/** The newest loaded stretch, which is what a conversation shows. */
export function lastRange(ranges: readonly SeqRange[]): SeqRange | undefined {
  return ranges.at(-1);
}

/** Of the newest messages of a conversation: from where to its end they are without a hole. */
export function trailingRun(messages: readonly Message[], lastSeq: number): SeqRange {
  const seqs = new Set(messages.map((message) => message.seq));
  let from = lastSeq + 1;
  while (seqs.has(from - 1)) from -= 1;
  return { from, to: lastSeq };
}

/** Where `seq` stands, or would stand, in messages sorted by seq. */
export function indexOfSeq(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle] as Message).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
