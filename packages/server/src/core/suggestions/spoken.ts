import { estimateTokens } from '../ai/estimate-tokens.ts';
import type { Message } from '../messages/message.ts';
import { searchableText } from '../messages/searchable-text.ts';
import type { User } from '../users/user.ts';

/** What somebody said: written, or spoken and written down. */
export interface Spoken {
  message: Message;
  author: string;
  text: string;
}

/** Of these messages those in which somebody says something, in their order. */
export function listSpoken(messages: readonly Message[], users: readonly User[]): Spoken[] {
  const names = new Map(users.map((user) => [user.id, user.displayName]));
  return messages.flatMap((message) => {
    const text = searchableText(message).trim();
    return text === '' ? [] : [{ message, author: names.get(message.senderId) ?? 'Somebody', text }];
  });
}

/** A long message shows what it is about in its beginning. In characters. */
const LONGEST = 2_000;

/** The newest that fit into so many tokens, oldest first, as plain data for a model. */
export function takeNewest(spoken: readonly Spoken[], tokens: number): { author: string; text: string }[] {
  const taken: { author: string; text: string }[] = [];
  let left = tokens;
  for (const { author, text } of spoken.toReversed()) {
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
    left -= estimateTokens(author) + estimateTokens(short) + 10;
    if (left < 0) break;
    taken.push({ author, text: short });
  }
  return taken.reverse();
}
