import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RawBuilder } from 'kysely';
import { Executor } from '../sql/executor.ts';

/** Which database: the URL of PostgreSQL, or null for the file in the data folder. */
export interface DatabasePlace {
  databaseUrl: string | null;
  dataDir: string;
}

/** A database opened by an operator’s command, beside or instead of the server. */
export interface Maintenance {
  readonly database: 'sqlite' | 'postgres';
  readonly executor: Executor;
  /**
   * Runs `work` in a transaction; a throw undoes it. Opened to `write`, nobody else writes meanwhile; opened `beside` a
   * server, it must be short. Not when opened to read.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

type Mode = 'read' | 'write' | 'beside';

/**
 * `write` needs the server stopped on SQLite, and says so; `beside` is for tables of which a running server keeps nothing
 * in memory. Throws with a plain text where there is no database.
 */
export async function openMaintenance(place: DatabasePlace, mode: Mode): Promise<Maintenance> {
  if (place.databaseUrl !== null) return openPostgres(place.databaseUrl, mode);
  const file = join(place.dataDir, 'parlance.db');
  if (!existsSync(file)) throw new Error(`There is no database ${file}; start the server once, or set DATA_DIR.`);
  return openSqlite(place.dataDir, file, mode);
}

async function openSqlite(folder: string, file: string, mode: Mode): Promise<Maintenance> {
  const [{ openDatabase }, { claimFolder }, { SqliteConnection }] = await Promise.all([
    import('../sqlite/driver.ts'),
    import('../sqlite/open.ts'),
    import('../sqlite/connection.ts'),
  ]);
  const release = mode === 'write' ? claimFolder(folder) : () => {};
  const handle = openDatabase(file, { readOnly: mode === 'read' });
  // The server moves the log into the file by itself, and counts on nobody else doing so.
  handle.exec('pragma busy_timeout = 5000; pragma synchronous = full; pragma wal_autocheckpoint = 0');
  return {
    database: 'sqlite',
    executor: new Executor(new SqliteConnection(handle)),
    exclusively: (work) =>
      inTransaction((statement) => Promise.resolve(handle.exec(statement)), 'begin immediate', work),
    async close() {
      handle.close();
      release();
    },
  };
}

async function openPostgres(url: string, mode: Mode): Promise<Maintenance> {
  const { openPool, PostgresConnection } = await import('../postgres/connection.ts');
  // One connection, so that a transaction is one.
  const pool = openPool(url, 1);
  const lock =
    'begin; lock table users, conversations, members, messages, mentions, reactions in share row exclusive mode';
  try {
    const { rows } = await pool.query(`select to_regclass('meta') is not null as there`);
    if (rows[0]?.there !== true)
      throw new Error(
        'The database of DATABASE_URL has nothing of Parlance in it; start the server once, or set another.',
      );
  } catch (fault) {
    await pool.end();
    throw fault;
  }
  return {
    database: 'postgres',
    executor: new Executor(new PostgresConnection(pool)),
    exclusively: (work) =>
      inTransaction((statement) => pool.query(statement), mode === 'beside' ? 'begin' : lock, work),
    async close() {
      // The pool does not wait for its connection to be closed, and what happens to it afterwards would be heard by nobody.
      const closed = pool.totalCount === 0 ? undefined : new Promise((resolve) => pool.once('remove', resolve));
      await pool.end();
      await closed;
    },
  };
}

async function inTransaction<T>(
  run: (statement: string) => Promise<unknown>,
  begin: string,
  work: () => Promise<T>,
): Promise<T> {
  await run(begin);
  try {
    const result = await work();
    await run('commit');
    return result;
  } catch (fault) {
    await run('rollback');
    throw fault;
  }
}

/** Runs a statement written as text, with its values bound. */
export async function select<Row>(executor: Executor, query: RawBuilder<unknown>): Promise<Row[]> {
  const { sql, parameters } = query.compile(executor.build);
  return (await executor.connection.query(sql, parameters)) as Row[];
}

/** The number of rows changed. */
export async function change(executor: Executor, query: RawBuilder<unknown>): Promise<number> {
  const { sql, parameters } = query.compile(executor.build);
  return executor.connection.run(sql, parameters);
}
