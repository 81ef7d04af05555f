import type pg from 'pg';

/** Names, among advisory locks, the right to change the schema. */
export const MIGRATION_LOCK = 7_204_311;

/** In a restored database transaction ids may start anew, below positions that are stored: lift the base over them. */
export async function settleBase(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query(`
    select (select value::bigint from meta where key = 'gpos_base') as base,
           pg_current_xact_id()::text::bigint as now,
           greatest((select max(gpos) from conversations), (select max(gpos) from members),
                    (select max(gpos) from users), (select max(gpos) from hidden), 0) as highest`);
  const { base, now, highest } = rows[0] as { base: number; now: number; highest: number };
  if (base + now > highest) return base;
  const lifted = highest - now + 1;
  await client.query(`update meta set value = $1 where key = 'gpos_base'`, [String(lifted)]);
  return lifted;
}
