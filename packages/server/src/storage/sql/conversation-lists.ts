import { sql } from 'kysely';
import type { ListCursor, OwnConversation } from '../../core/conversations/conversation-store.ts';
import { ownColumns, toOwn } from './conversation-rows.ts';
import type { Executor } from './executor.ts';
import type { ListPlace } from './kept-lists.ts';

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

/** Those in which something changed after `since`, ordered by when that was. */
export async function findChanged(
  executor: Executor,
  { userId, since, after, limit }: { userId: string; since: number; after: ListCursor | null; limit: number },
): Promise<OwnConversation[]> {
  const { connection } = executor;
  const only = await connection.lists?.changedSince(connection, userId, since);
  if (only?.length === 0) return [];
  const greatest = sql.raw(connection.capabilities.greatest);
  // What happens in a conversation after I left is no news to me; that I left is.
  const changed = sql<number>`case when members.state = 'active'
    then ${greatest}(conversations.gpos, members.gpos) else members.gpos end`;
  let query = executor.build
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
    .select(ownColumns)
    .where('members.user_id', '=', userId)
    .where(sql<boolean>`${changed} > ${since}`)
    .orderBy(changed)
    .orderBy('conversations.id')
    .limit(limit);
  if (only !== undefined) query = query.where('members.conversation_id', 'in', only);
  if (after !== null) query = query.where(sql<boolean>`(${changed}, conversations.id) > (${after.value}, ${after.id})`);
  return (await executor.rows(query)).map(toOwn);
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
