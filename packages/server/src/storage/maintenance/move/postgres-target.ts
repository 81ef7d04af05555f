import type pg from 'pg';
import { MIGRATION_LOCK } from '../../postgres/base.ts';
import { openPool, PostgresConnection } from '../../postgres/connection.ts';
import { Executor } from '../../sql/executor.ts';
import { migrate } from '../../sql/migrations/index.ts';
import { type Row, toPlain } from './fingerprint.ts';

/** So many rows are read back at a time. */
const FETCHED = 2_000;

/**
 * The database that is filled. Everything happens in one transaction, the tables included: whatever fails, and wherever
 * the process ends, the database is as empty as it was.
 */
export class PostgresTarget {
  readonly executor: Executor;
  readonly #pool: pg.Pool;
  readonly #client: pg.PoolClient;
  #indexes: { name: string; definition: string }[] = [];

  /** Begins, and refuses what is not empty, with a plain text. */
  static async open(url: string): Promise<PostgresTarget> {
    const pool = openPool(url, 1);
    const target = new PostgresTarget(pool, await connect(pool));
    try {
      await target.#begin();
      await target.#requireEmpty();
      await target.#prepare();
      return target;
    } catch (fault) {
      await target.close();
      throw fault;
    }
  }

  private constructor(pool: pg.Pool, client: pg.PoolClient) {
    this.#pool = pool;
    this.#client = client;
    this.executor = new Executor(new PostgresConnection(client));
  }

  async columnsOf(table: string): Promise<string[]> {
    const { rows } = await this.#client.query<{ column_name: string }>(
      'select column_name from information_schema.columns where table_schema = current_schema() and table_name = $1',
      [table],
    );
    return rows.map((row) => row.column_name);
  }

  /** Puts rows in, as they are. */
  async insert(table: string, rows: readonly Row[]): Promise<void> {
    const text = JSON.stringify(rows, (_key, value: unknown) => toPlain(value));
    await this.#client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [text]);
  }

  /** Reads back what a table holds now. */
  async *rowsOf(table: string): AsyncGenerator<Row> {
    await this.#client.query(`declare stored no scroll cursor for select * from ${table}`);
    for (;;) {
      const { rows } = await this.#client.query<Row>(`fetch ${FETCHED} from stored`);
      if (rows.length === 0) break;
      yield* rows;
    }
    await this.#client.query('close stored');
  }

  /**
   * Settings, and what is added to transaction ids to make positions: every position above is new, and every token that
   * was handed out is covered. The oldest transaction of the whole server counts, because the frontier is below it.
   */
  async putSettings(settings: readonly { key: string; value: string }[], gpos: number): Promise<void> {
    const { rows } = await this.#client.query<{ oldest: number }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest',
    );
    const base = Math.max(0, gpos + 1 - (rows[0]?.oldest ?? 0));
    for (const { key, value } of [...settings, { key: 'gpos_base', value: String(base) }]) {
      await this.#client.query('insert into meta (key, value) values ($1, $2)', [key, value]);
    }
  }

  /** Builds the indexes over the finished tables, and measures them for the planner. */
  async finishTables(): Promise<void> {
    for (const { definition } of this.#indexes) await this.#client.query(definition);
    await this.#client.query('analyze');
  }

  async commit(): Promise<void> {
    await this.#client.query('commit');
  }

  /** What is not committed is gone. */
  async close(): Promise<void> {
    this.#client.release(true);
    await this.#pool.end();
  }

  /** No server may start on the database meanwhile. */
  async #begin(): Promise<void> {
    await this.#client.query('begin');
    await this.#client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  }

  async #requireEmpty(): Promise<void> {
    const { rows } = await this.#client.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
         and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e')
       order by relname limit 4`,
    );
    if (rows.length > 0) {
      const names = rows.slice(0, 3).map(({ name }) => name);
      const more = rows.length > 3 ? ' and others' : '';
      throw new Error(
        `The PostgreSQL database is not empty: it has ${names.join(', ')}${more}. Name one that was just created.`,
      );
    }
    const encoding = await this.#client.query<{ server_encoding: string }>('show server_encoding');
    const got = encoding.rows[0]?.server_encoding;
    if (got !== 'UTF8')
      throw new Error(`The PostgreSQL database has the encoding ${got}; create one with ENCODING 'UTF8'.`);
  }

  /** Makes the tables, and takes their indexes away for the time of filling: at the end they are built much faster. */
  async #prepare(): Promise<void> {
    await migrate(new PostgresConnection(this.#client));
    await this.#client.query(`set local maintenance_work_mem = '256MB'`);
    const { rows } = await this.#client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
       from pg_index join pg_class on pg_class.oid = indexrelid
       where relnamespace = current_schema()::regnamespace and not indisprimary
         and not exists (select 1 from pg_constraint where conindid = indexrelid)
       order by name`,
    );
    for (const { name } of rows) await this.#client.query(`drop index ${name}`);
    this.#indexes = rows;
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    const client = await pool.connect();
    // A server that falls silent in a transaction would hold up others; a move that the machine lets wait holds up nobody.
    await client.query('set idle_in_transaction_session_timeout = 0');
    return client;
  } catch (fault) {
    await pool.end();
    const { message, code = '' } = fault as Error & { code?: string };
    throw new Error(`PostgreSQL does not let us in: ${message || code}`, { cause: fault });
  }
}
