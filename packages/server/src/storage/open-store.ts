import { join } from 'node:path';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/store.ts';

export interface StoreOptions {
  /** postgres://…, or undefined for the file in `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  durability: 'full' | 'relaxed';
  poolSize: number;
  log: Log;
  /** How many messages a search looks at in one go; unless told otherwise, some 100 ms of them. */
  searchLooksAt?: number | undefined;
}

/** Opens the database that is configured; the other one’s driver is never loaded. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataDir, durability, poolSize, log, searchLooksAt } = options;
  if (databaseUrl !== undefined) {
    const { PostgresStore } = await import('./postgres/postgres-store.ts');
    return PostgresStore.open({ url: databaseUrl, poolSize, durability, log, searchLooksAt });
  }
  const { SqliteStore } = await import('./sqlite/sqlite-store.ts');
  return SqliteStore.open({ file: join(dataDir, 'parlance.db'), durability, log, searchLooksAt });
}
