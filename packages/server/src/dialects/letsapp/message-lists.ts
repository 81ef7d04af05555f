import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { requireMember } from '../../core/conversations/access.ts';
import { type Conversation, directKeyOf, type Member } from '../../core/conversations/conversation.ts';
import { notFound } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { markDeliveredUpTo } from '../../core/receipts/mark-delivered.ts';
import { markRead } from '../../core/receipts/mark-read.ts';
import { maySeeUser } from '../../core/users/may-see-user.ts';
import { marksOf, otherOf, presentDirect, presentGroupMessage } from './present.ts';

export interface Page {
  page: number;
  limit: number;
  skip: number;
}

const toPagination = ({ page, limit, skip }: Page, total: number, shown: number) => ({
  page,
  limit,
  total,
  has_more: skip + shown < total,
});

/**
 * What two people wrote, oldest first within the page; whoever reads the newest page has read it. Nobody learns by this
 * whether a person exists whom they may not know of.
 */
export async function listDirect(core: CoreContext, actor: Actor, userId: string, page: Page) {
  const conversation = await core.store.conversations.findByDirectKey(directKeyOf(actor.userId, userId));
  if (conversation === undefined) {
    const user = await core.store.users.find(userId);
    if (user === undefined || !(await maySeeUser(core, actor.userId, user))) throw notFound('user', userId);
    return { messages: [], pagination: toPagination(page, 0, 0) };
  }
  const { newest, total } = await readPage(core, actor, conversation.id, page);
  const messages = await presentAll(core, actor, [conversation], newest.toReversed());
  const last = newest[0];
  if (page.page === 1 && last !== undefined) await markRead(core, actor, conversation.id, last.seq);
  return { messages, pagination: toPagination(page, total, newest.length) };
}

async function readPage(core: CoreContext, actor: Actor, conversationId: string, { skip, limit }: Page) {
  return core.store.snapshot(async (reader) => {
    await requireMember(reader, actor, conversationId);
    const counts = await reader.history.countVisible(actor.userId, [conversationId]);
    const newest = await reader.history.listVisible(actor.userId, conversationId, { skip, limit });
    return { newest, total: counts.get(conversationId) ?? 0 };
  });
}

/** Further back than this nobody pages through a list of everything. */
const DEEPEST = 1000;
const CONVERSATIONS = 200;

/** The newest messages over all of the actor’s direct conversations, oldest first within the page. */
export async function listAllDirect(core: CoreContext, actor: Actor, page: Page) {
  const wanted = Math.min(DEEPEST, page.skip + page.limit);
  const { owns, found, total } = await core.store.snapshot(async (reader) => {
    const all = await reader.conversations.listOwn(actor.userId, null, CONVERSATIONS);
    const owns = all.filter(({ conversation }) => conversation.kind === 'direct');
    const counts = await reader.history.countVisible(
      actor.userId,
      owns.map((own) => own.conversation.id),
    );
    const found: Message[] = [];
    for (const { conversation } of owns) {
      // Last active first: once enough newer ones are there, no further conversation can add to the page.
      if (found.filter((message) => message.createdAt > conversation.activeAt).length >= wanted) break;
      found.push(...(await reader.history.listVisible(actor.userId, conversation.id, { skip: 0, limit: wanted })));
    }
    return { owns, found, total: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  });
  found.sort((one, other) => other.createdAt - one.createdAt || (other.id < one.id ? -1 : 1));
  const shown = found.slice(page.skip, page.skip + page.limit);
  const ids = new Set(shown.map((message) => message.conversationId));
  const conversations = owns.map((own) => own.conversation).filter((conversation) => ids.has(conversation.id));
  for (const conversation of page.page === 1 ? conversations : []) {
    await markDeliveredUpTo(core, actor, conversation.id, conversation.lastSeq);
  }
  const messages = await presentAll(core, actor, conversations, shown.toReversed());
  return { messages, pagination: toPagination(page, total, shown.length) };
}

async function presentAll(
  core: CoreContext,
  actor: Actor,
  conversations: readonly Conversation[],
  messages: readonly Message[],
) {
  const users = await core.store.users.findMany([...new Set(messages.map((message) => message.senderId))]);
  const senders = new Map(users.map((user) => [user.id, user]));
  const members = await core.store.conversations.membersOf(conversations.map((conversation) => conversation.id));
  const known = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  return messages.flatMap((message) => {
    const conversation = known.get(message.conversationId);
    if (conversation === undefined) return [];
    const receiver = message.senderId === actor.userId ? otherOf(conversation, actor.userId) : actor.userId;
    const marks = marksOf(memberOf(members, conversation.id, receiver));
    return [presentDirect(message, conversation, senders.get(message.senderId), marks)];
  });
}

function memberOf(members: readonly Member[], conversationId: string, userId: string): Member | undefined {
  return members.find((member) => member.conversationId === conversationId && member.userId === userId);
}

/** A page of a group, oldest first, each with the members who show that they have read it. */
export async function listGroup(core: CoreContext, actor: Actor, groupId: string, page: Page) {
  const { newest, total } = await readPage(core, actor, groupId, page);
  const members = await core.store.conversations.membersOf([groupId]);
  const users = await core.store.users.findMany([...new Set(newest.map((message) => message.senderId))]);
  const senders = new Map(users.map((user) => [user.id, user]));
  const messages = newest.toReversed().map((message) => {
    const readers = members.filter((one) => one.userId !== message.senderId && one.shownReadSeq >= message.seq);
    return presentGroupMessage(
      message,
      senders.get(message.senderId),
      readers.map((one) => one.userId),
    );
  });
  const last = newest[0];
  if (page.page === 1 && last !== undefined) await markRead(core, actor, groupId, last.seq);
  return { messages, pagination: toPagination(page, total, newest.length) };
}
