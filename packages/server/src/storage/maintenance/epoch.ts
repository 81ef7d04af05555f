import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Executor } from '../sql/executor.ts';
import { change, select } from './maintenance.ts';

export async function readEpoch(executor: Executor): Promise<string> {
  const [row] = await select<{ value: string }>(executor, sql`select value from meta where key = 'epoch'`);
  if (row === undefined) throw new Error('This is no Parlance database: it has no epoch.');
  return row.value;
}

/** Ends the validity of every sync token: clients read everything anew and keep what is still the same. */
export async function renewEpoch(executor: Executor): Promise<string> {
  const epoch = randomBytes(8).toString('hex');
  await change(executor, sql`update meta set value = ${epoch} where key = 'epoch'`);
  // A data set of its own, which may be served although another one went on elsewhere (storage/sqlite/open.ts).
  await change(executor, sql`delete from meta where key = 'moved_at'`);
  return epoch;
}
