import { contentWords } from '../assistant/built-in/said.ts';
import type { Spoken } from './spoken.ts';

/** A place in the conversation, with what stands there. */
export interface Point {
  messageId: string;
  seq: number;
  senderId: string;
  text: string;
}

/** What can be told of messages without understanding them. */
export interface Digest {
  /** The sentences that say the most, in their order. */
  highlights: Point[];
  /** Messages that mention the reader or answer one of theirs. */
  mentions: Point[];
  /** Questions that nobody answered. */
  questions: Point[];
  links: { url: string; messageId: string }[];
}

const MOST_HIGHLIGHTS = 5;
const MOST_POINTS = 10;
const LONGEST_POINT = 200;
/** Of one message so many characters are read: no summary needs more. */
const READ = 2_000;

export function makeDigest(spoken: readonly Spoken[], readerId: string): Digest {
  const read = spoken.map((one) => ({ ...one, text: one.text.slice(0, READ).toWellFormed() }));
  return {
    highlights: findHighlights(read),
    mentions: read
      .filter(({ message }) => message.mentions.includes(readerId))
      .slice(-MOST_POINTS)
      .map(toPoint),
    questions: read
      .filter((one, index) => isOpenQuestion(one, read, index))
      .slice(-MOST_POINTS)
      .map(toPoint),
    links: findLinks(read),
  };
}

/** The sentences whose words come up in most messages. */
function findHighlights(spoken: readonly Spoken[]): Point[] {
  const spread = new Map<string, number>();
  for (const { text } of spoken) {
    for (const word of new Set(contentWords(text))) spread.set(word, (spread.get(word) ?? 0) + 1);
  }
  const sentences = spoken.flatMap((one) =>
    one.text.split(/(?<=[.!?。！？\n])\s*/u).map((text) => ({ one, text: text.trim(), words: contentWords(text) })),
  );
  const seen = new Set<string>();
  const scored = sentences.flatMap(({ one, text, words }, index) => {
    // A word alone is a reaction; what was said twice is told once.
    if (words.length < 2 || seen.has(text)) return [];
    seen.add(text);
    const sum = words.reduce((total, word) => total + (spread.get(word) ?? 0), 0);
    // Divided by the root, so that neither the shortest nor endless sentences always win.
    return [{ one, text, index, score: sum / Math.sqrt(words.length) }];
  });
  return scored
    .toSorted((one, other) => other.score - one.score || one.index - other.index)
    .slice(0, MOST_HIGHLIGHTS)
    .toSorted((one, other) => one.index - other.index)
    .map(({ one, text }) => toPoint({ ...one, text }));
}

/** Nobody has answered it by a reply, in its thread, or by going on talking next. */
function isOpenQuestion({ message, text }: Spoken, spoken: readonly Spoken[], index: number): boolean {
  if (!/[?？؟]["'”’»)\s]*$/u.test(text) || message.replyCount > 0) return false;
  const next = spoken[index + 1];
  if (next !== undefined && next.message.senderId !== message.senderId) return false;
  return !spoken.some((other) => other.message.replyTo === message.id);
}

function findLinks(spoken: readonly Spoken[]): Digest['links'] {
  const links = new Map<string, string>();
  for (const { message, text } of spoken) {
    for (const [found] of text.matchAll(/https?:\/\/[^\s<>"“”]{3,500}/gi)) {
      const url = found.replace(/[.,;:!?)\]}’'»]+$/u, '');
      if (URL.canParse(url)) links.set(url, message.id);
    }
  }
  return [...links].slice(-MOST_POINTS).map(([url, messageId]) => ({ url, messageId }));
}

function toPoint({ message, text }: Spoken): Point {
  const line = text.replace(/\s+/g, ' ').trim();
  const short =
    line.length > LONGEST_POINT
      ? `${line
          .slice(0, LONGEST_POINT - 1)
          .toWellFormed()
          .trimEnd()}…`
      : line;
  return { messageId: message.id, seq: message.seq, senderId: message.senderId, text: short };
}
