import type { Message } from '@parlance/protocol';
import { signal } from '@preact/signals';
import { client } from './client.ts';

/** Messages that replies refer to and that are not on screen; null: gone, or not for my eyes. */
export const quotes = signal<ReadonlyMap<string, Message | null>>(new Map());
const asked = new Set<string>();

/** Fetches a message for its quotation, once. */
export function fetchQuote(messageId: string): void {
  if (asked.has(messageId)) return;
  asked.add(messageId);
  client.call('messages.get', { message_id: messageId }).then(
    (message) => keep(messageId, message),
    () => keep(messageId, null),
  );
}

function keep(messageId: string, message: Message | null): void {
  quotes.value = new Map(quotes.value).set(messageId, message);
}
