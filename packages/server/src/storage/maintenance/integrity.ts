import { sql } from 'kysely';
import { type Maintenance, select } from './maintenance.ts';

/** What the database says about its own file; `thorough` reads the indexes against the tables too. */
export async function checkIntegrity({ database, executor }: Maintenance, thorough: boolean): Promise<string[]> {
  // PostgreSQL checks its pages itself, and pg_amcheck is its own tool for more.
  if (database === 'postgres') return [];
  const query = thorough ? sql`pragma integrity_check` : sql`pragma quick_check`;
  const rows = await select<Record<string, string>>(executor, query);
  return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
}
