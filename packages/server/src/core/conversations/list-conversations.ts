import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { revealTo } from '../moderation/reveal.ts';
import type { Reader } from '../store.ts';
import type { User } from '../users/user.ts';
import { requireMember } from './access.ts';
import { type Conversation, type Member, SMALL_CONVERSATION } from './conversation.ts';
import type { ListCursor, OwnConversation } from './conversation-store.ts';

/** A conversation as its list shows it. */
export interface ConversationSummary {
  conversation: Conversation;
  /** null for a public room the reader is not in. */
  member: Member | null;
  mentions: number;
  lastMessage: Message | null;
  /** All active members where there are at most `SMALL_CONVERSATION`, else none. */
  members: Member[];
}

/** Adds to memberships what a list of conversations shows, in four queries however many there are. */
export async function summarise(
  reader: Reader,
  userId: string,
  owns: readonly OwnConversation[],
): Promise<ConversationSummary[]> {
  const ids = owns.map((own) => own.conversation.id);
  const small = owns
    .filter((own) => own.conversation.memberCount <= SMALL_CONVERSATION)
    .map((own) => own.conversation.id);
  const [mentions, last, members] = [
    await reader.conversations.mentionCounts(userId, ids),
    await reader.messages.lastOf(ids),
    await reader.conversations.membersOf(small),
  ];
  const hidden = await reader.messages.hiddenAmong(
    userId,
    [...last.values()].map((message) => message.id),
  );
  const byConversation = new Map<string, Member[]>(small.map((id) => [id, []]));
  for (const member of members) byConversation.get(member.conversationId)?.push(member);
  for (const message of last.values()) {
    if (!hidden.has(message.id)) continue;
    const visible = await findVisibleBefore(reader, userId, message);
    if (visible === undefined) last.delete(message.conversationId);
    else last.set(message.conversationId, visible);
  }
  const shown = await revealTo(reader, userId, [...last.values()]);
  for (const message of shown) last.set(message.conversationId, message);
  return owns.map(({ conversation, member }) => ({
    conversation,
    member,
    mentions: mentions.get(conversation.id) ?? 0,
    lastMessage: last.get(conversation.id) ?? null,
    members: byConversation.get(conversation.id) ?? [],
  }));
}

/** How far back the newest message is looked for that the reader has not deleted for themselves. */
const LOOKED_BACK = 200;

async function findVisibleBefore(reader: Reader, userId: string, message: Message): Promise<Message | undefined> {
  const older = await reader.messages.listBefore(message.conversationId, message.seq, LOOKED_BACK);
  const hidden = await reader.messages.hiddenAmong(
    userId,
    older.map((one) => one.id),
  );
  return older.find((one) => !hidden.has(one.id));
}

/** Everybody a list of summaries names. */
export function usersOf(reader: Reader, summaries: readonly ConversationSummary[]): Promise<User[]> {
  const ids = new Set<string>();
  for (const summary of summaries) {
    for (const member of summary.members) ids.add(member.userId);
    if (summary.lastMessage !== null) ids.add(summary.lastMessage.senderId);
  }
  return reader.users.findMany([...ids]);
}

export interface ConversationList {
  summaries: ConversationSummary[];
  users: User[];
  next: ListCursor | null;
}

/** The actor’s conversations, last active first. */
export function listConversations(
  core: CoreContext,
  actor: Actor,
  after: ListCursor | null,
  limit: number,
): Promise<ConversationList> {
  return core.store.snapshot(async (reader) => {
    const owns = await reader.conversations.listOwn(actor.userId, after, limit + 1);
    const page = owns.slice(0, limit);
    const summaries = await summarise(reader, actor.userId, page);
    const last = page.at(-1)?.conversation;
    const next = owns.length > limit && last !== undefined ? { value: last.activeAt, id: last.id } : null;
    return { summaries, users: await usersOf(reader, summaries), next };
  });
}

/** One conversation the actor is in, or a public room. */
export function getConversation(core: CoreContext, actor: Actor, conversationId: string): Promise<ConversationSummary> {
  return core.store.snapshot(async (reader) => {
    const own = await reader.conversations.findOwn(conversationId, actor.userId);
    if (own !== undefined && own.member.state === 'active') {
      const [summary] = await summarise(reader, actor.userId, [own]);
      return summary as ConversationSummary;
    }
    const conversation = await reader.conversations.find(conversationId);
    if (conversation === undefined || conversation.kind !== 'room') throw notFound('conversation', conversationId);
    return { conversation, member: null, mentions: 0, lastMessage: null, members: [] };
  });
}

export interface MemberList {
  members: Member[];
  users: User[];
  next: ListCursor | null;
}

export async function listMembers(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  after: ListCursor | null,
  limit: number,
): Promise<MemberList> {
  await requireMember(core.store, actor, conversationId);
  const members = await core.store.conversations.listMembers(conversationId, after, limit + 1);
  const page = members.slice(0, limit);
  const last = page.at(-1);
  const next = members.length > limit && last !== undefined ? { value: last.joinedAt, id: last.userId } : null;
  return { members: page, users: await core.store.users.findMany(page.map((member) => member.userId)), next };
}

/** Public rooms by name. The cursor is the last name’s key and id as JSON. */
export async function listRooms(core: CoreContext, query: string | null, after: string | null, limit: number) {
  const rooms = await core.store.conversations.listRooms(query, after, limit + 1);
  const page = rooms.slice(0, limit);
  const last = page.at(-1);
  const key = (last?.name ?? '').normalize('NFKC').toLowerCase();
  return { rooms: page, next: rooms.length > limit && last !== undefined ? JSON.stringify([key, last.id]) : null };
}
