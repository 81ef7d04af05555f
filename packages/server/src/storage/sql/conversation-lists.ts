import { sql } from 'kysely';
import { SMALL_CONVERSATION } from '../../core/conversations/conversation.ts';
import type { AwaitingConversation, ListCursor, OwnConversation } from '../../core/conversations/conversation-store.ts';
import { unreadMentions } from './conversation-queries.ts';
import { type ConversationRow, type OwnRow, ownColumns, toOwn } from './conversation-rows.ts';
import { type Executor, prepared } from './executor.ts';
import type { ListPlace } from './kept-lists.ts';
import { literalPattern } from './text.ts';
import { toKey } from './users.ts';

/** Which conversations a page of somebody’s list holds, the last active first. */
export async function findLastActive(
  executor: Executor,
  userId: string,
  after: ListCursor | null,
  limit: number,
): Promise<string[]> {
  const { connection } = executor;
  const sorted = await connection.lists?.sorted(connection, userId);
  if (sorted !== undefined) return cutPage(sorted, after, limit);
  // All of somebody’s conversations are sorted for it, so nothing but their ids is carried along.
  let query = executor.build
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
    .select('conversations.id')
    .where('members.user_id', '=', userId)
    .where('members.state', '=', 'active')
    .orderBy('conversations.active_at', 'desc')
    .orderBy('conversations.id', 'desc')
    .limit(limit);
  if (after !== null) {
    query = query.where(sql<boolean>`(conversations.active_at, conversations.id) < (${after.value}, ${after.id})`);
  }
  return (await executor.rows(query)).map((row) => row.id);
}

/** The ids of a JSON list; only where lists are kept, which is not on PostgreSQL. */
const idsOf = (json: string) => sql<string>`(select value from json_each(${json}))`;

interface ChangedPage {
  user: string;
  since: number;
  limit: number;
  /** A JSON list of ids: no others are looked at. */
  only: string;
  /** The page before ended with this change, of this conversation. */
  value: number;
  id: string;
}

// What happens in a conversation after I left is no news to me; that I left is.
const lastChange = sql<number>`case when members.state = 'active' and conversations.gpos > members.gpos
  then conversations.gpos else members.gpos end`;

/** Four texts instead of one that is put together for each call: every client asks this every few seconds. */
const changedQueries = [false, true].map((isLimited) =>
  [false, true].map((isContinued) =>
    prepared<ChangedPage, OwnRow>((build, parameter) => {
      let query = build
        .selectFrom('members')
        .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
        .select(ownColumns)
        .where('members.user_id', '=', parameter('user'))
        .where(sql<boolean>`${lastChange} > ${parameter('since')}`)
        .orderBy(lastChange)
        .orderBy('conversations.id')
        .limit(parameter('limit'));
      if (isLimited) query = query.where('members.conversation_id', 'in', idsOf(parameter('only')));
      if (!isContinued) return query;
      const end = sql`(${parameter('value')}, ${parameter('id')})`;
      return query.where(sql<boolean>`(${lastChange}, conversations.id) > ${end}`);
    }),
  ),
);

/** Those in which something changed after `since`, ordered by when that was. */
export async function findChanged(
  executor: Executor,
  { userId, since, after, limit }: { userId: string; since: number; after: ListCursor | null; limit: number },
): Promise<OwnConversation[]> {
  const { connection } = executor;
  const only = await connection.lists?.changedSince(connection, userId, since);
  if (only?.length === 0) return [];
  const query = changedQueries[only === undefined ? 0 : 1]?.[after === null ? 0 : 1];
  if (query === undefined) throw new Error('There is no such query.');
  const { value, id } = after ?? { value: 0, id: '' };
  const page = { user: userId, since, limit, only: JSON.stringify(only ?? []), value, id };
  return (await executor.preparedRows(query, page)).map(toOwn);
}

/** Two texts, as above. */
const awaitingQueries = [false, true].map((isLimited) =>
  prepared<Pick<ChangedPage, 'user' | 'since' | 'limit' | 'only'>, AwaitingConversation>((build, parameter) => {
    const query = build
      .selectFrom('members')
      .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
      .select(['conversations.id', 'conversations.last_seq as lastSeq', 'conversations.gpos'])
      .select('members.delivered_seq as deliveredSeq')
      .where('members.user_id', '=', parameter('user'))
      .where('members.state', '=', 'active')
      .where('conversations.gpos', '>', parameter('since'))
      .where('conversations.member_count', '<=', SMALL_CONVERSATION)
      .whereRef('members.delivered_seq', '<', 'conversations.last_seq')
      .limit(parameter('limit'));
    return isLimited ? query.where('members.conversation_id', 'in', idsOf(parameter('only'))) : query;
  }),
);

/** Those with messages that have not reached the member, and in which something changed after `since`. */
export async function findAwaiting(
  executor: Executor,
  { userId, since, limit }: { userId: string; since: number; limit: number },
): Promise<AwaitingConversation[]> {
  const { connection } = executor;
  const only = await connection.lists?.changedSince(connection, userId, since);
  if (only?.length === 0) return [];
  const query = awaitingQueries[only === undefined ? 0 : 1];
  if (query === undefined) throw new Error('There is no such query.');
  return executor.preparedRows(query, { user: userId, since, limit, only: JSON.stringify(only ?? []) });
}

/** Public rooms by name, after the cursor: the last one’s key and id as JSON. */
export function findRooms(
  executor: Executor,
  { query, after, limit }: { query: string | null; after: string | null; limit: number },
): Promise<ConversationRow[]> {
  let rooms = executor.build
    .selectFrom('conversations')
    .selectAll()
    .where('kind', '=', 'room')
    .where('archived_at', 'is', null)
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit);
  if (query !== null) rooms = rooms.where(sql<boolean>`name_key like ${literalPattern(toKey(query))} escape '!'`);
  if (after !== null) {
    const [key, id] = JSON.parse(after) as [string, string];
    rooms = rooms.where(sql<boolean>`(name_key, id) > (${key}, ${id})`);
  }
  return executor.rows(rooms);
}

/** By conversation: how many messages that the user has not read mention them. */
export async function countUnreadMentions(
  executor: Executor,
  userId: string,
  conversationIds: readonly string[],
): Promise<Map<string, number>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await executor.rowsAmong(unreadMentions, conversationIds, { user: userId });
  return new Map(rows.map((row) => [row.conversation_id, Number(row.count)]));
}

function cutPage(sorted: readonly ListPlace[], after: ListCursor | null, limit: number): string[] {
  let first = 0;
  let end = after === null ? 0 : sorted.length;
  while (after !== null && first < end) {
    const middle = (first + end) >> 1;
    const { id, activeAt } = sorted[middle] as ListPlace;
    if (activeAt < after.value || (activeAt === after.value && id < after.id)) end = middle;
    else first = middle + 1;
  }
  return sorted.slice(first, first + limit).map(({ id }) => id);
}
