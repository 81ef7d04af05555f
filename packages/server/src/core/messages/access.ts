import type { Actor } from '../actor.ts';
import type { OwnConversation } from '../conversations/conversation-store.ts';
import { notFound } from '../errors.ts';
import type { Reader, Transaction } from '../store.ts';
import type { Message } from './message.ts';

export interface FoundMessage extends OwnConversation {
  message: Message;
}

/** A message of a conversation the actor is in; for everybody else there is no such message. */
export async function requireMessage(
  reader: Reader | Transaction,
  actor: Actor,
  messageId: string,
): Promise<FoundMessage> {
  const message = await reader.messages.find(messageId);
  if (message === undefined) throw notFound('message', messageId);
  const own = await reader.conversations.findOwn(message.conversationId, actor.userId);
  if (own === undefined || own.member.state !== 'active') throw notFound('message', messageId);
  if ((await reader.messages.hiddenAmong(actor.userId, [messageId])).has(messageId))
    throw notFound('message', messageId);
  return { message, ...own };
}

/** Like `requireMessage`, for a change: neither a tombstone nor what is kept back for review can be changed. */
export async function requireLivingMessage(
  reader: Reader | Transaction,
  actor: Actor,
  messageId: string,
): Promise<FoundMessage> {
  const found = await requireMessage(reader, actor, messageId);
  if (found.message.content === null) throw notFound('message', messageId);
  return found;
}
