import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import { revealOne, revealTo } from '../moderation/reveal.ts';
import type { Reader } from '../store.ts';
import type { User } from '../users/user.ts';
import { requireMessage } from './access.ts';
import type { Message } from './message.ts';

export interface PageRequest {
  conversationId: string;
  /** At most one of the three; none: the newest page. */
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
  aroundSeq?: number | undefined;
  limit: number;
}

export interface MessagePage {
  /** Oldest first, without those the reader has deleted for themselves. */
  messages: Message[];
  users: User[];
  hasMoreBefore: boolean;
  hasMoreAfter: boolean;
}

export function listMessages(core: CoreContext, actor: Actor, request: PageRequest): Promise<MessagePage> {
  return core.store.snapshot(async (reader) => {
    const { conversation } = await requireMember(reader, actor, request.conversationId);
    const found = await readPage(reader, request);
    const first = found.at(0)?.seq ?? 0;
    const last = found.at(-1)?.seq ?? conversation.lastSeq;
    const messages = await revealTo(reader, actor.userId, await withoutHidden(reader, actor.userId, found));
    return {
      messages,
      users: await sendersOf(reader, messages),
      hasMoreBefore: first > 1,
      hasMoreAfter: last < conversation.lastSeq,
    };
  });
}

async function readPage(
  reader: Reader,
  { conversationId, beforeSeq, afterSeq, aroundSeq, limit }: PageRequest,
): Promise<Message[]> {
  if (afterSeq !== undefined) return reader.messages.listAfter(conversationId, afterSeq, limit);
  if (aroundSeq !== undefined) {
    const half = Math.ceil(limit / 2);
    const older = await reader.messages.listBefore(conversationId, aroundSeq, half);
    return [...older.reverse(), ...(await reader.messages.listAfter(conversationId, aroundSeq - 1, limit - half))];
  }
  const newest = await reader.messages.listBefore(conversationId, beforeSeq ?? Number.MAX_SAFE_INTEGER, limit);
  return newest.reverse();
}

export async function withoutHidden(reader: Reader, userId: string, messages: readonly Message[]): Promise<Message[]> {
  const hidden = await reader.messages.hiddenAmong(
    userId,
    messages.map((message) => message.id),
  );
  return hidden.size === 0 ? [...messages] : messages.filter((message) => !hidden.has(message.id));
}

export function sendersOf(reader: Reader, messages: readonly Message[]): Promise<User[]> {
  return reader.users.findMany([...new Set(messages.map((message) => message.senderId))]);
}

export async function getMessage(core: CoreContext, actor: Actor, messageId: string): Promise<Message> {
  return revealOne(core.store, actor.userId, (await requireMessage(core.store, actor, messageId)).message);
}

export function listThread(core: CoreContext, actor: Actor, messageId: string, afterSeq: number, limit: number) {
  return core.store.snapshot(async (reader) => {
    const { message: root } = await requireMessage(reader, actor, messageId);
    const replies = await reader.messages.listThread(root.id, afterSeq, limit + 1);
    const visible = await withoutHidden(reader, actor.userId, replies.slice(0, limit));
    const [shownRoot, ...messages] = await revealTo(reader, actor.userId, [root, ...visible]);
    return {
      root: shownRoot ?? root,
      messages,
      users: await sendersOf(reader, [root, ...messages]),
      hasMore: replies.length > limit,
    };
  });
}

/** Who has read a message and to whom it was delivered, as far as they show it; without its sender. */
export async function listReaders(core: CoreContext, actor: Actor, messageId: string) {
  const { message, conversation } = await requireMessage(core.store, actor, messageId);
  const members = await core.store.conversations.listMembers(conversation.id, null, 1000);
  const others = members.filter((member) => member.userId !== message.senderId);
  return {
    read: others.filter((member) => member.shownReadSeq >= message.seq).map((member) => member.userId),
    delivered: others.filter((member) => member.deliveredSeq >= message.seq).map((member) => member.userId),
  };
}
