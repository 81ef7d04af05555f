import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import type { User } from '../users/user.ts';
import type { Conversation } from './conversation.ts';

export interface RoomPage {
  conversation: Conversation;
  /** Oldest first, without tombstones. */
  messages: Message[];
  users: User[];
}

/**
 * The newest messages of a public room, which whoever may join may read. The edge decides whether whoever asks may
 * enter at all.
 */
export function readRoom(core: CoreContext, conversationId: string, limit: number): Promise<RoomPage> {
  return core.store.snapshot(async (reader) => {
    const conversation = await reader.conversations.find(conversationId);
    if (conversation === undefined || conversation.kind !== 'room') throw notFound('room', conversationId);
    const newest = await reader.messages.listBefore(conversationId, Number.MAX_SAFE_INTEGER, limit);
    const messages = newest.reverse().filter((message) => message.content !== null);
    const users = await reader.users.findMany([...new Set(messages.map((message) => message.senderId))]);
    return { conversation, messages, users };
  });
}
