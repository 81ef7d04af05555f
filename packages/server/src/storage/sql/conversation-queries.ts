import { sql } from 'kysely';
import { type ConversationRow, type OwnRow, ownColumns } from './conversation-rows.ts';
import { prepared, preparedAmong } from './executor.ts';
import type { MemberTable } from './tables.ts';

type Pair = { conversation: string; user: string };

export const findConversation = prepared<{ id: string }, ConversationRow>((build, parameter) =>
  build.selectFrom('conversations').selectAll().where('id', '=', parameter('id')),
);

export const findBySlugRow = prepared<{ slug: string }, ConversationRow>((build, parameter) =>
  build.selectFrom('conversations').selectAll().where('slug', '=', parameter('slug')),
);

export const findByDirectKeyRow = prepared<{ key: string }, ConversationRow>((build, parameter) =>
  build.selectFrom('conversations').selectAll().where('direct_key', '=', parameter('key')),
);

export const findMemberRow = prepared<Pair, MemberTable>((build, parameter) =>
  build
    .selectFrom('members')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('user_id', '=', parameter('user')),
);

export const findOwnRow = prepared<Pair, OwnRow>((build, parameter) =>
  build
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
    .select(ownColumns)
    .where('members.conversation_id', '=', parameter('conversation'))
    .where('members.user_id', '=', parameter('user')),
);

export const advanceRow = prepared<{ id: string; seq: number; at: number; gpos: number }, ConversationRow>(
  (build, parameter) =>
    build
      .updateTable('conversations')
      .set((column) => ({
        last_pos: sql<number>`last_pos + 1`,
        last_seq: sql<number>`last_seq + ${parameter('seq')}`,
        // On PostgreSQL a transaction with a lower number can get the row's lock later: gpos never goes back.
        gpos: sql<number>`case when gpos > ${parameter('gpos')} then gpos else ${parameter('gpos')} end`,
        active_at: column
          .case()
          .when(sql<boolean>`${parameter('at')} > active_at`)
          .then(parameter('at'))
          .else(column.ref('active_at'))
          .end(),
      }))
      .where('id', '=', parameter('id'))
      .returningAll(),
);

export const markSentRow = prepared<Pair & { seq: number }, never>(
  (build, parameter) =>
    build
      .updateTable('members')
      .set({ read_seq: parameter('seq'), delivered_seq: parameter('seq'), marked_unread: 0 })
      .where('conversation_id', '=', parameter('conversation'))
      .where('user_id', '=', parameter('user')) as never,
);

/** Two devices may mark at a time, and on PostgreSQL the later commit may know the lower number: no mark goes back. */
export const markReadRow = prepared<Pair & { seq: number; shown: number; pos: number; gpos: number }, never>(
  (build, parameter) => {
    const highest = (column: 'read_seq' | 'delivered_seq' | 'shown_read_seq' | 'pos', other: 'seq' | 'shown' | 'pos') =>
      sql<number>`case when ${sql.ref(column)} > ${parameter(other)} then ${sql.ref(column)} else ${parameter(other)} end`;
    return build
      .updateTable('members')
      .set({
        read_seq: highest('read_seq', 'seq'),
        delivered_seq: highest('delivered_seq', 'seq'),
        shown_read_seq: highest('shown_read_seq', 'shown'),
        pos: highest('pos', 'pos'),
        marked_unread: 0,
        gpos: parameter('gpos'),
      })
      .where('conversation_id', '=', parameter('conversation'))
      .where('user_id', '=', parameter('user')) as never;
  },
);

export const markDeliveredRow = prepared<Pair & { seq: number; pos: number; gpos: number }, never>(
  (build, parameter) =>
    build
      .updateTable('members')
      .set({ delivered_seq: parameter('seq'), pos: parameter('pos'), gpos: parameter('gpos') })
      .where('conversation_id', '=', parameter('conversation'))
      .where('user_id', '=', parameter('user')) as never,
);

export const countMentions = prepared<Pair & { seq: number }, { count: number }>((build, parameter) =>
  build
    .selectFrom('mentions')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('user_id', '=', parameter('user'))
    .where('conversation_id', '=', parameter('conversation'))
    .where('seq', '>', parameter('seq')),
);

export const activeMembers = prepared<{ conversation: string }, { user_id: string }>((build, parameter) =>
  build
    .selectFrom('members')
    .select('user_id')
    .where('conversation_id', '=', parameter('conversation'))
    .where('state', '=', 'active'),
);

type Changed = { conversation: string; after: number; limit: number };

/** A text for each number by which changes are looked for. */
const changedMembersBy = (by: 'pos' | 'gpos') =>
  prepared<Changed, MemberTable>((build, parameter) =>
    build
      .selectFrom('members')
      .selectAll()
      .where('conversation_id', '=', parameter('conversation'))
      .where(by, '>', parameter('after'))
      .orderBy('pos')
      .orderBy('user_id')
      .limit(parameter('limit')),
  );
export const changedMembers = { pos: changedMembersBy('pos'), gpos: changedMembersBy('gpos') };

export const activeMembersOf = preparedAmong<object, MemberTable>((build, ids) =>
  build
    .selectFrom('members')
    .selectAll()
    .where('conversation_id', 'in', ids)
    .where('state', '=', 'active')
    .orderBy('joined_at')
    .orderBy('user_id'),
);

export const unreadMentions = preparedAmong<{ user: string }, { conversation_id: string; count: number }>(
  (build, ids, parameter) =>
    build
      .selectFrom('mentions')
      .innerJoin('members', (join) =>
        join
          .onRef('members.conversation_id', '=', 'mentions.conversation_id')
          .onRef('members.user_id', '=', 'mentions.user_id'),
      )
      .select(['mentions.conversation_id', (column) => column.fn.countAll<number>().as('count')])
      .where('mentions.user_id', '=', parameter('user'))
      .where('mentions.conversation_id', 'in', ids)
      .whereRef('mentions.seq', '>', 'members.read_seq')
      .groupBy('mentions.conversation_id'),
);
