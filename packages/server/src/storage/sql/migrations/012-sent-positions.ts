import type { Capabilities } from '../../capabilities.ts';

/**
 * A message that nothing has happened to since it was sent is found by its number, because numbers and positions grow
 * together; only those that changed later need an index by their last change. SQLite writes every page of an index that
 * a commit touches, and with these two of every conversation it touched two; PostgreSQL does not, and numbers its
 * transactions in another order than their rows, so it keeps its indexes.
 */
export function sentPositions({ database }: Capabilities): string[] {
  const column = 'alter table messages add column sent_pos bigint';
  return database === 'sqlite' ? [column, ...sparse] : [column];
}

const changed = (row: string) => `(${row}.gpos > ${row}.sent_gpos or ${row}.rev > 0 or ${row}.reply_count > 0
  or coalesce(${row}.edited_at, ${row}.deleted_at, ${row}.pinned_at) is not null
  or coalesce(${row}.reactions, ${row}.annotations) is not null
  or ${row}.pos > coalesce((select later.pos from messages as later where later.conversation_id = ${row}.conversation_id
    and later.seq > ${row}.seq order by later.seq limit 1), ${row}.pos))`;

const sparse = [
  // Where it stood when it was sent is known only to lie after the unchanged one before it.
  `update messages set sent_pos = coalesce((select earlier.pos from messages as earlier
     where earlier.conversation_id = messages.conversation_id and earlier.seq < messages.seq
     and not ${changed('earlier')} order by earlier.seq desc limit 1), 0)
   where ${changed('messages')}`,
  `drop index messages_pos`,
  `drop index messages_gpos`,
  `create index messages_changed_pos on messages (conversation_id, pos) where sent_pos is not null`,
  `create index messages_changed_gpos on messages (conversation_id, gpos) where sent_pos is not null`,
];
