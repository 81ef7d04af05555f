import { ParlanceError } from '@parlance/client';
import type { Message } from '@parlance/protocol';
import { signal } from '@preact/signals';
import { client } from './client.ts';

/** Messages that replies refer to and that are not on screen; null: gone, or not for my eyes. */
export const quotes = signal<ReadonlyMap<string, Message | null>>(new Map());
const asked = new Set<string>();

/** Fetches a message for its quotation, once; again where the server could not be asked. */
export function fetchQuote(messageId: string): void {
  if (asked.has(messageId)) return;
  asked.add(messageId);
  client.call('messages.get', { message_id: messageId }).then(
    (message) => {
      // Forgotten meanwhile: somebody else may have logged in.
      if (asked.has(messageId)) keep(messageId, message);
    },
    (error: unknown) => {
      if (isRefusal(error)) keep(messageId, null);
      else asked.delete(messageId);
    },
  );
}

export function forgetQuotes(): void {
  asked.clear();
  quotes.value = new Map();
}

// For the life of the page, as the stores: what is edited or deleted must not go on standing in its quotations.
client.on('event', (event) => {
  if (event.type === 'message.hidden') forgetHidden([event.data.message_id]);
  else if ('message' in event.data) renew([event.data.message]);
});

client.on('page', (page) => {
  for (const { conversation, messages, hidden, limited } of page.conversations) {
    // Not all that changed is in the page: what is left out is asked for again.
    if (limited || page.kind === 'reset') forgetQuotesOf(conversation.id);
    renew(messages);
    forgetHidden(hidden);
  }
});

function renew(messages: readonly Message[]): void {
  for (const message of messages) if (quotes.value.has(message.id)) keep(message.id, message);
}

function forgetHidden(messageIds: readonly string[]): void {
  for (const id of messageIds) if (quotes.value.has(id)) keep(id, null);
}

function forgetQuotesOf(conversationId: string): void {
  const left = [...quotes.value].filter(([, message]) => message?.conversation_id !== conversationId);
  if (left.length === quotes.value.size) return;
  quotes.value = new Map(left);
  for (const id of asked) if (!quotes.value.has(id)) asked.delete(id);
}

function keep(messageId: string, message: Message | null): void {
  quotes.value = new Map(quotes.value).set(messageId, message);
}

/** Whether the server has answered that there is nothing to see, rather than not answered at all. */
function isRefusal(error: unknown): boolean {
  return error instanceof ParlanceError && (error.code === 'not_found' || error.code === 'forbidden');
}
