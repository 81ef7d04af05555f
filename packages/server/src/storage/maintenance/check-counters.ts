import { type RawBuilder, sql } from 'kysely';
import type { Check } from './check.ts';
import { change, select } from './maintenance.ts';

interface Counter {
  name: string;
  table: 'conversations' | 'messages' | 'members';
  column: string;
  /** The right value, as an expression over the row. */
  value: RawBuilder<unknown>;
  /** Whether the stored value is wrong; without it, when it differs. */
  wrong?: RawBuilder<unknown>;
}

const activeMembers = sql`(select count(*) from members
  where members.conversation_id = conversations.id and members.state = 'active')`;
const highestSeq = sql`coalesce((select max(seq) from messages where messages.conversation_id = conversations.id), 0)`;
const highestOf = (table: string) =>
  sql`coalesce((select max(pos) from ${sql.table(table)} where ${sql.ref(`${table}.conversation_id`)} = conversations.id), 0)`;
const newest = sql`coalesce((select max(messages.gpos) from messages where messages.conversation_id = conversations.id), 0)`;
const larger = (one: RawBuilder<unknown>, other: RawBuilder<unknown>) =>
  sql`(case when ${one} > ${other} then ${one} else ${other} end)`;
const highestPos = larger(sql`conversations.pos`, larger(highestOf('messages'), highestOf('members')));
const replies = sql`(select count(*) from messages as reply where reply.thread_id = messages.id)`;
const lastSeq = sql`coalesce((select last_seq from conversations where conversations.id = members.conversation_id), 0)`;

const counters: readonly Counter[] = [
  { name: 'member counts', table: 'conversations', column: 'member_count', value: activeMembers },
  { name: 'last message numbers', table: 'conversations', column: 'last_seq', value: highestSeq },
  // Later changes of the same rows took numbers that stand nowhere any more: it may be higher, never lower.
  {
    name: 'last change numbers',
    table: 'conversations',
    column: 'last_pos',
    value: highestPos,
    wrong: sql`conversations.last_pos < ${highestPos}`,
  },
  {
    name: 'global positions',
    table: 'conversations',
    column: 'gpos',
    value: newest,
    wrong: sql`conversations.gpos < ${newest}`,
  },
  { name: 'reply counts', table: 'messages', column: 'reply_count', value: replies },
  ...(['read_seq', 'delivered_seq', 'shown_read_seq'] as const).map(
    (column): Counter => ({
      name: `${column} marks`,
      table: 'members',
      column,
      value: lastSeq,
      wrong: sql`${sql.ref(`members.${column}`)} > ${lastSeq}`,
    }),
  ),
];

export const counterChecks: readonly Check[] = [...counters.map(toCheck), checkDense()];

function toCheck({ name, table, column, value, wrong }: Counter): Check {
  const stored = sql.ref(`${table}.${column}`);
  const isWrong = wrong ?? sql`${stored} <> ${value}`;
  const id = table === 'members' ? sql`members.conversation_id || '/' || members.user_id` : sql.ref(`${table}.id`);
  return {
    name,
    async find(executor) {
      const query = sql`select ${id} as id, ${stored} as stored, ${value} as counted from ${sql.table(table)} where ${isWrong}`;
      const rows = await select<{ id: string; stored: number; counted: number }>(executor, query);
      return rows.map((row) => `${table} ${row.id}: ${column} is ${row.stored}, the rows say ${row.counted}`);
    },
    async repair(executor) {
      await change(executor, sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where ${isWrong}`);
    },
  };
}

/** A missing number is a lost message: nothing here can bring it back. */
function checkDense(): Check {
  return {
    name: 'dense message numbers',
    async find(executor) {
      const query = sql`select conversation_id as id, count(*) as held, max(seq) as highest, min(seq) as lowest
        from messages group by conversation_id having count(*) <> max(seq) or min(seq) <> 1`;
      const rows = await select<{ id: string; held: number; highest: number }>(executor, query);
      return rows.map(
        ({ id, held, highest }) => `conversations ${id}: ${held} messages stand under the numbers 1 to ${highest}`,
      );
    },
  };
}
