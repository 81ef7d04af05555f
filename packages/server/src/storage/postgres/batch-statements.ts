import { conversationColumns, memberColumns, messageColumns, messageRecord, userColumns } from './columns.ts';
import type { Statement } from './pipeline.ts';

/*
 * The statements of a batch of works: each for all of them at once. Lateral subqueries with a limit, and arrays, so that
 * every row is looked up by its key, however few rows the planner believes there to be.
 */

export const begin: Statement = { name: 'batch_begin', text: 'begin' };
export const relax: Statement = { name: 'batch_relax', text: 'set local synchronous_commit = off' };
export const commit: Statement = { name: 'batch_commit', text: 'commit' };

/**
 * $1 ids. Messages that will be looked at and may be changed, before their conversations: whoever changes one takes the
 * locks in this order.
 */
export const lockMessages: Statement = {
  name: 'batch_messages',
  text: `select ${messageColumns.of('messages')} from messages
    where id = any($1::text[]) order by id for no key update`,
};

/**
 * $1 ids. Locked in the order of their ids, so that two batches never wait for each other. The last column is whether there
 * is a block between the two of a direct conversation.
 */
export const lockConversations: Statement = {
  name: 'batch_conversations',
  text: `select ${conversationColumns.of('conversations')},
      case when direct_key is not null then
        exists (select from blocks where user_id = split_part(direct_key, ':', 1) and blocked_id = split_part(direct_key, ':', 2))
        or exists (select from blocks where user_id = split_part(direct_key, ':', 2) and blocked_id = split_part(direct_key, ':', 1))
      end
    from conversations where id = any($1::text[]) order by id for no key update`,
};

/**
 * $1 conversations, $2 people, pair by pair; at least one. The first column is the transaction’s id. It comes after the
 * locks, in a statement of its own, so that it sees what those who held them have committed.
 */
export const findPeople: Statement = {
  name: 'batch_people',
  text: `select pg_current_xact_id()::text, ${userColumns.of('u')}, ${memberColumns.of('m')}
    from unnest($1::text[], $2::text[]) as wanted (conversation_id, user_id)
    left join lateral (select * from users where id = wanted.user_id limit 1) as u on true
    left join lateral (select * from members
      where conversation_id = wanted.conversation_id and user_id = wanted.user_id limit 1) as m on true`,
};

/** $1 senders, $2 the ids that they chose, pair by pair. */
export const findSent: Statement = {
  name: 'batch_sent',
  text: `select ${messageColumns.of('m')}
    from unnest($1::text[], $2::text[]) as wanted (sender_id, client_id)
    cross join lateral (select * from messages
      where sender_id = wanted.sender_id and client_id = wanted.client_id limit 1) as m`,
};

/** So many seqs are read for one member, and one more where there are others. */
export const MOST_MENTIONS = 100;

/** $1 conversations, $2 people, pair by pair: the mentions that they have not read. */
export const findMentions: Statement = {
  name: 'batch_mentions',
  text: `select wanted.conversation_id, wanted.user_id, found.seq
    from unnest($1::text[], $2::text[]) as wanted (conversation_id, user_id)
    cross join lateral (select read_seq from members
      where conversation_id = wanted.conversation_id and user_id = wanted.user_id limit 1) as m
    cross join lateral (select seq from mentions
      where user_id = wanted.user_id and conversation_id = wanted.conversation_id and seq > m.read_seq
      order by seq limit ${MOST_MENTIONS + 1}) as found`,
};

/**
 * $1 to $5 conversations: id, last_pos, last_seq, gpos, active_at; $6 to $13 members: conversation, person, read_seq,
 * delivered_seq, shown_read_seq, pos, gpos, and 1 where it reads; $14 messages as JSON. Each conversation and each member
 * once. A member’s row is not locked: no mark goes back behind what somebody else has made of it meanwhile.
 */
export const writeRows: Statement = {
  name: 'batch_write',
  text: `with
    moved as (
      update conversations set last_pos = new.last_pos, last_seq = new.last_seq, gpos = new.gpos, active_at = new.active_at
      from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
        as new (id, last_pos, last_seq, gpos, active_at)
      where conversations.id = new.id),
    marked as (
      update members set
        read_seq = case when new.reads = 1 then greatest(members.read_seq, new.read_seq) else members.read_seq end,
        delivered_seq = greatest(members.delivered_seq, new.delivered_seq),
        shown_read_seq = greatest(members.shown_read_seq, new.shown_read_seq),
        pos = greatest(members.pos, new.pos), gpos = greatest(members.gpos, new.gpos),
        marked_unread = case when new.reads = 1 then 0 else members.marked_unread end
      from unnest($6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
        as new (conversation_id, user_id, read_seq, delivered_seq, shown_read_seq, pos, gpos, reads)
      where members.conversation_id = new.conversation_id and members.user_id = new.user_id)
    insert into messages (${messageColumns.names.join(', ')})
    select ${messageColumns.of('new')} from json_to_recordset($14::json) as new (${messageRecord})`,
};

/** $1 people, $2 how far their devices have acknowledged; each person once. */
export const writeAcknowledged: Statement = {
  name: 'batch_acknowledged',
  text: `insert into acknowledgements (user_id, gpos) select * from unnest($1::text[], $2::bigint[])
    on conflict (user_id) do update set gpos = excluded.gpos where acknowledgements.gpos < excluded.gpos`,
};

/** $1 gpos, $2 the batch’s text. The last statement before the commit, so that `n` is taken when all locks are held. */
export const writeCommit: Statement = {
  name: 'batch_tell',
  text: 'insert into commits (gpos, batch) values ($1, $2) returning n',
};

export const batchStatements: readonly Statement[] = [
  begin,
  relax,
  lockMessages,
  lockConversations,
  findPeople,
  findSent,
  findMentions,
  writeRows,
  writeAcknowledged,
  writeCommit,
  commit,
];
