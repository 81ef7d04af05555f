import { sql } from 'kysely';
import type { Check } from './check.ts';
import { select } from './maintenance.ts';

/** Each row’s column must name a row of the other table. */
const references: readonly [table: string, column: string, target: 'users' | 'conversations' | 'messages'][] = [
  ['sessions', 'user_id', 'users'],
  ['members', 'user_id', 'users'],
  ['members', 'conversation_id', 'conversations'],
  ['messages', 'conversation_id', 'conversations'],
  ['messages', 'sender_id', 'users'],
  ['messages', 'thread_id', 'messages'],
  ['edits', 'message_id', 'messages'],
  ['reactions', 'message_id', 'messages'],
  ['reactions', 'user_id', 'users'],
  ['hidden', 'message_id', 'messages'],
  ['mentions', 'user_id', 'users'],
  ['invites', 'conversation_id', 'conversations'],
];

export const checkReferences: Check = {
  name: 'references between rows',
  async find(executor) {
    const faults: string[] = [];
    for (const [table, column, target] of references) {
      const named = sql.ref(`${table}.${column}`);
      const query = sql`select ${named} as id, count(*) as held from ${sql.table(table)}
        where ${named} is not null
          and not exists (select 1 from ${sql.table(target)} as target where target.id = ${named})
        group by ${named}`;
      const rows = await select<{ id: string; held: number }>(executor, query);
      faults.push(
        ...rows.map(({ id, held }) => `${table}: ${held} rows name ${column} ${id}, and ${target} has none such`),
      );
    }
    return faults;
  },
};
