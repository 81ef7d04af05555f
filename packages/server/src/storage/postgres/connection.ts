import type { Socket } from 'node:net';
import pg from 'pg';
import { settlesWithin } from '../../core/settles-within.ts';
import { type Capabilities, postgresCapabilities } from '../capabilities.ts';
import type { Connection } from '../sql/executor.ts';
import { isUnanswered } from './lost.ts';

/** int8, which `pg` gives as text by default; all our numbers are below 2^53. */
const INT8 = 20;

/**
 * So long, in milliseconds, a transaction may wait for its process. One that is paused or cut off would hold its locks,
 * and everybody’s tokens, for as long as it stays away.
 */
const LONGEST_SILENCE = 5_000;

/** After so long without a word, in milliseconds, it is asked whether the other end still lives. */
export const ASKED_AFTER = 10_000;

interface PoolOptions {
  /**
   * After how many milliseconds without an answer a query fails, and its connection is given up. A machine that lost its
   * power, or a firewall that forgot the connection, says nothing: the system would wait for a quarter of an hour.
   */
  patience?: number;
  /** So many stay open when nobody asks anything; others are closed after ten seconds. */
  kept?: number;
}

export function openPool(url: string, size: number, { patience, kept = 0 }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    min: kept,
    connectionTimeoutMillis: 10_000,
    application_name: 'parlance',
    keepAlive: true,
    keepAliveInitialDelayMillis: ASKED_AFTER,
    ...(patience === undefined ? {} : { query_timeout: patience }),
    idle_in_transaction_session_timeout: LONGEST_SILENCE,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? (Number as unknown as (value: string) => number) : pg.types.getTypeParser(oid, format as 'text'),
    } as pg.CustomTypesConfig,
  });
  // One that breaks while it is in use fails its next query; without listeners it would end the process, and so would one
  // that breaks while nobody uses it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}

/** Ends all connections: each when it is free, and those that are not by then after so many milliseconds. */
export async function closePool(pool: pg.Pool, patience: number): Promise<void> {
  const ended = pool.end();
  if (await settlesWithin(ended, patience)) return;
  // The driver keeps its lists to itself (pg-pool 3.14, index.js).
  const { _clients: clients } = pool as unknown as { _clients: { connection: { stream: Socket } }[] };
  for (const { connection } of clients) connection.stream.destroy();
}

/**
 * Runs a work that begins and commits a transaction on a connection of the pool. Where it fails the transaction is rolled back,
 * and a connection that hangs is given up.
 */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (fault) {
    if (isUnanswered(fault)) broken = fault;
    else
      await client.query('rollback').catch((second: Error) => {
        broken = second;
      });
    throw fault;
  } finally {
    client.release(broken);
  }
}

interface Queryable {
  query(query: { text: string; values: unknown[]; name?: string; query_timeout?: number }): Promise<pg.QueryResult>;
}

/** Statement names are kept per server connection; one for each text, made from its place of first use. */
const statementNames = new Map<string, string>();
const LONGEST_LIST_OF_NAMES = 500;

function nameOf(sql: string): string | undefined {
  const known = statementNames.get(sql);
  if (known !== undefined || statementNames.size >= LONGEST_LIST_OF_NAMES) return known;
  const name = `p${statementNames.size}`;
  statementNames.set(sql, name);
  return name;
}

export class PostgresConnection implements Connection {
  readonly capabilities: Capabilities = postgresCapabilities;
  readonly #client: Queryable;
  readonly #keepsPlans: boolean;
  readonly #patience: number | undefined;

  /** `keepsPlans`: not for queries whose best plan depends on their values. `patience`: less than that of the pool. */
  constructor(client: Queryable, { keepsPlans = true, patience }: { keepsPlans?: boolean; patience?: number } = {}) {
    this.#client = client;
    this.#keepsPlans = keepsPlans;
    this.#patience = patience;
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    return (await this.#run(sql, parameters)).rows;
  }

  async first(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    return (await this.query(sql, parameters))[0];
  }

  async run(sql: string, parameters: readonly unknown[]): Promise<number> {
    return (await this.#run(sql, parameters)).rowCount ?? 0;
  }

  async put(sql: string, parameters: readonly unknown[]): Promise<void> {
    await this.run(sql, parameters);
  }

  #run(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    const name = parameters.length === 0 || !this.#keepsPlans ? undefined : nameOf(sql);
    const query = { text: sql, values: parameters as unknown[] };
    const patience = this.#patience === undefined ? {} : { query_timeout: this.#patience };
    return this.#client.query(name === undefined ? { ...query, ...patience } : { ...query, name, ...patience });
  }
}
