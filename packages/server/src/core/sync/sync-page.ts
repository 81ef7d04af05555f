import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Member } from '../conversations/conversation.ts';
import type { OwnConversation } from '../conversations/conversation-store.ts';
import { type ConversationSummary, summarise, usersOf } from '../conversations/list-conversations.ts';
import { CoreError } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { revealTo } from '../moderation/reveal.ts';
import type { Reader } from '../store.ts';
import type { User } from '../users/user.ts';
import { makeSyncToken, parseSyncToken, type SyncPosition } from './sync-token.ts';

/** Conversations in one page, and changed rows of one of them before it is told in short. */
const PAGE_CONVERSATIONS = 50;
const MOST_ROWS = 100;
const NEWEST_MESSAGES = 20;

export interface ConversationChanges extends ConversationSummary {
  /** In pos order. */
  messages: Message[];
  changedMembers: Member[];
  hidden: string[];
  limited: boolean;
  gap: { after: number; before: number } | null;
}

export interface SyncAnswer {
  kind: 'delta' | 'reset';
  token: string;
  hasMore: boolean;
  me: User | null;
  blocked: string[] | null;
  users: User[];
  conversations: ConversationChanges[];
  left: string[];
}

/**
 * One page of what happened since `token`, or of a snapshot when there is none or it names another epoch. A delta is
 * a query on the present state: rows of conversations changed after the token’s position, so it never expires.
 */
export function syncPage(core: CoreContext, actor: Actor, token: string | null): Promise<SyncAnswer> {
  const given = token === null ? null : parseSyncToken(core, token);
  return core.store.snapshot(async (reader) => {
    const epoch = await reader.sync.epoch();
    const frontier = await reader.sync.frontier();
    const usable = given !== null && given.epoch === epoch;
    if (usable && given.gpos > frontier) {
      throw new CoreError('token_invalid', 'The sync token is ahead of this server; sync without one.', {
        field: '/since',
      });
    }
    const from: SyncPosition = usable ? given : { epoch, gpos: 0, after: null, reset: true };
    return readPage(core, reader, actor, from, frontier);
  });
}

async function readPage(
  core: CoreContext,
  reader: Reader,
  actor: Actor,
  from: SyncPosition,
  frontier: number,
): Promise<SyncAnswer> {
  const changed = await reader.conversations.listChanged(actor.userId, from.gpos, from.after, PAGE_CONVERSATIONS + 1);
  const page = changed.slice(0, PAGE_CONVERSATIONS);
  const last = page.at(-1);
  const hasMore = changed.length > PAGE_CONVERSATIONS && last !== undefined;
  const active = page.filter((own) => own.member.state === 'active');
  const summaries = await summarise(reader, actor.userId, active);
  const conversations: ConversationChanges[] = [];
  for (const summary of summaries) {
    conversations.push(from.reset ? asSnapshot(summary) : await readChanges(reader, actor, summary, from.gpos));
  }
  const next: SyncPosition = hasMore
    ? { ...from, after: { value: changeOf(last), id: last.conversation.id } }
    : { epoch: from.epoch, gpos: Math.max(frontier, from.gpos), after: null, reset: false };
  return {
    kind: from.reset ? 'reset' : 'delta',
    token: makeSyncToken(core, next),
    hasMore,
    conversations,
    left: from.reset ? [] : page.filter((own) => own.member.state !== 'active').map((own) => own.conversation.id),
    ...(await readAccount(reader, actor, from, conversations)),
  };
}

/** When a conversation last changed for its member; the order in which pages tell them. */
function changeOf({ conversation, member }: OwnConversation): number {
  return member.state === 'active' ? Math.max(conversation.gpos, member.gpos) : member.gpos;
}

function asSnapshot(summary: ConversationSummary): ConversationChanges {
  return {
    messages: [],
    changedMembers: [],
    hidden: [],
    limited: summary.conversation.lastSeq > 0,
    gap: null,
    ...summary,
  };
}

async function readChanges(
  reader: Reader,
  actor: Actor,
  summary: ConversationSummary,
  since: number,
): Promise<ConversationChanges> {
  const { id } = summary.conversation;
  const changed = await reader.messages.changedAfterGpos(id, since, MOST_ROWS + 1);
  const changedMembers = await reader.conversations.membersChangedAfterGpos(id, since, MOST_ROWS + 1);
  const hidden = await reader.messages.hiddenAfter(actor.userId, id, since);
  const limited = changed.length > MOST_ROWS || changedMembers.length > MOST_ROWS;
  const messages = limited
    ? (await reader.messages.listBefore(id, Number.MAX_SAFE_INTEGER, NEWEST_MESSAGES)).reverse()
    : changed;
  const unseen = await reader.messages.hiddenAmong(
    actor.userId,
    messages.map((message) => message.id),
  );
  const first = [...changed, ...changedMembers].reduce(
    (least, row) => Math.min(least, row.pos),
    summary.conversation.lastPos,
  );
  return {
    messages: await revealTo(
      reader,
      actor.userId,
      messages.filter((message) => !unseen.has(message.id)),
    ),
    changedMembers: changedMembers.slice(0, MOST_ROWS),
    hidden,
    limited,
    gap: limited ? { after: first - 1, before: summary.conversation.lastPos + 1 } : null,
    ...summary,
  };
}

async function readAccount(
  reader: Reader,
  actor: Actor,
  from: SyncPosition,
  conversations: readonly ConversationChanges[],
) {
  const firstPage = from.after === null;
  const me = firstPage ? await reader.users.find(actor.userId) : undefined;
  const users = new Map<string, User>();
  const add = (list: readonly User[]) => {
    for (const user of list) users.set(user.id, user);
  };
  // Whoever a new conversation shows must be known; in one the client has, only those whose rows came.
  const fresh = conversations.filter((one) => from.reset || (one.member?.gpos ?? 0) > from.gpos);
  add(await usersOf(reader, fresh));
  const named = conversations.flatMap((one) => [
    ...one.messages.map((message) => message.senderId),
    ...one.changedMembers.map((member) => member.userId),
    ...(one.lastMessage === null ? [] : [one.lastMessage.senderId]),
  ]);
  add(await reader.users.findMany([...new Set(named)].filter((id) => !users.has(id))));
  if (firstPage && !from.reset) add(await reader.users.changedCompanions(actor.userId, from.gpos));
  const blocksChanged = firstPage && (from.reset || (await reader.users.blocksGpos(actor.userId)) > from.gpos);
  return {
    me: me !== undefined && (from.reset || me.gpos > from.gpos) ? me : null,
    blocked: blocksChanged ? await reader.users.blockedBy(actor.userId) : null,
    users: [...users.values()],
  };
}
