import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { CoreError } from '../../core/errors.ts';
import type { CommitListener, CommittedBatch } from '../../core/events.ts';
import { toBatchText } from '../../core/nodes/batch-text.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Ready } from '../../core/ready.ts';
import { settlesWithin } from '../../core/settles-within.ts';
import type { Engine, Foresight, Reader, Store, Transaction } from '../../core/store.ts';
import { Executor } from '../sql/executor.ts';
import { migrate } from '../sql/migrations/index.ts';
import { SqlSearch } from '../sql/search.ts';
import { makeReader, makeWriters, WorkTransaction } from '../sql/stores.ts';
import { MIGRATION_LOCK, settleBase } from './base.ts';
import { CommitFeed } from './commit-feed.ts';
import { lookAtCommits, startPruning } from './commit-table.ts';
import { closePool, openPool, PostgresConnection, withClient } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { isUnanswered, translate } from './lost.ts';
import { ReadingConnection } from './reading-connection.ts';
import { PostgresSearchIndex } from './search-index.ts';
import { WordList } from './word-list.ts';

export interface PostgresOptions {
  url: string;
  /** Connections of all kinds, at least three: up to a third of them, and no more than three, are for batches of sends. */
  poolSize: number;
  durability: 'full' | 'relaxed';
  log: Log;
  /** How many messages a search looks at in one go. */
  searchLooksAt?: number | undefined;
}

/**
 * Serialisation failures and deadlocks, and a unique row that another transaction made since this one looked: the work
 * is run again, and finds it.
 */
const RETRIED = new Set(['40001', '40P01', '23505']);
const TRIES = 6;

/** A second batch beside one that waits for a lock, and a third, are enough to keep the others going. */
const MOST_BATCHES = 3;

/**
 * Connections for whatever is no batch that stay open while nobody asks anything. Those of the batches all stay: to open one, and
 * to prepare a batch's statements on it, takes some thirty milliseconds, which the first message after a pause would wait for.
 */
const KEPT = 2;

/**
 * How long a query may take, and a look at what others committed, in milliseconds. Beyond that the connection counts as lost,
 * although nobody said so.
 */
const LONGEST_QUERY = 60_000;
const LONGEST_LOOK = 10_000;

/** How long a stop waits for what is under way, and then for connections in use, in milliseconds. */
const LAST_WORKS = 1_000;
const LAST_ANSWERS = 500;

/**
 * PostgreSQL. A change’s global position is the id of its transaction, and the frontier is the oldest transaction that
 * still runs: whatever is at or below it is settled, so a late commit with an early number is never passed.
 * (`pg_current_xact_id`, `pg_snapshot_xmin`: PostgreSQL manual, “Transaction ID and Snapshot Information Functions”.)
 */
export class PostgresStore implements Engine {
  readonly search;

  readonly #reader: Reader;
  readonly #pool: pg.Pool;
  readonly #batchPool: pg.Pool;
  readonly #group: GroupCommit;
  readonly #base: number;
  readonly #options: PostgresOptions;
  readonly elsewhere: CommitFeed;
  readonly #stopPruning: () => void;
  readonly #words: WordList;
  #running = 0;
  #closing = false;
  #onIdle: (() => void) | undefined;

  static async open(options: PostgresOptions): Promise<Store> {
    const batches = Math.max(1, Math.min(MOST_BATCHES, Math.floor(options.poolSize / 3)));
    const pool = openPool(options.url, options.poolSize - batches, { patience: LONGEST_QUERY, kept: KEPT });
    const batchPool = openPool(options.url, batches, { patience: LONGEST_QUERY, kept: batches });
    for (const one of [pool, batchPool]) {
      // Not the fault as it is: the driver hangs the whole connection on it.
      one.on('error', ({ message }) => options.log.warn({ reason: message }, 'an idle database connection failed'));
    }
    try {
      const base = await prepareDatabase(options);
      const engine = new PostgresStore(options, { pool, batchPool, batches }, base);
      engine.elsewhere.start(await engine.#reader.sync.frontier());
      return Object.assign(engine, engine.#reader);
    } catch (fault) {
      await Promise.all([pool.end(), batchPool.end()]);
      throw fault;
    }
  }

  private constructor(
    options: PostgresOptions,
    { pool, batchPool, batches }: { pool: pg.Pool; batchPool: pg.Pool; batches: number },
    base: number,
  ) {
    this.#options = options;
    this.#pool = pool;
    this.#batchPool = batchPool;
    this.#base = base;
    const executor = new Executor(new ReadingConnection(pool));
    this.#reader = makeReader(executor, this.#frontier);
    const searching = new Executor(new ReadingConnection(pool, { keepsPlans: false }));
    this.#words = new WordList(pool, base, options.log);
    const index = new PostgresSearchIndex(searching, this.#words, options.searchLooksAt);
    this.search = new SqlSearch(index, (ids) => this.#reader.messages.findMany(ids));
    const connection = new PostgresConnection(pool, { patience: LONGEST_LOOK });
    this.elsewhere = new CommitFeed((beyond, known) => lookAtCommits(connection, base, beyond, known), options.log);
    this.elsewhere.onEvery((batches) => {
      if (batches.some(({ events }) => events.some(({ type }) => type.startsWith('message.')))) this.#words.wake();
    });
    this.#stopPruning = startPruning(pool, base, options.log);
    this.#group = new GroupCommit({
      pool: batchPool,
      mostBatches: batches,
      base,
      relaxed: options.durability === 'relaxed',
      frontier: this.#frontier,
      feed: this.elsewhere,
      alone: (run) => this.#alone(run),
    });
  }

  onCommitted(listener: CommitListener): void {
    this.elsewhere.onOwn(listener);
  }

  onEveryCommit(listener: CommitListener): void {
    this.elsewhere.onEvery(listener);
  }

  readonly #frontier = async (executor: Executor): Promise<number> => {
    const rows = await executor.connection.query(
      `select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1 as frontier`,
      [],
    );
    return this.#base + Number((rows[0] as { frontier: number }).frontier);
  };

  async transaction<T>(work: (tx: Transaction) => Ready<T>, about?: string | Foresight): Promise<T> {
    if (this.#closing) throw new CoreError('unavailable', 'The server is stopping.', { retryAfter: 2000 });
    this.#running += 1;
    try {
      return await (typeof about === 'object' ? this.#group.add(work, about) : this.#alone(work));
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  async #alone<T>(work: (tx: Transaction) => Ready<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work);
      } catch (fault) {
        const code = (fault as { code?: string }).code ?? '';
        if (!RETRIED.has(code) || attempt === TRIES) throw translate(fault);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * 2 ** attempt));
      }
    }
  }

  #attempt<T>(work: (tx: Transaction) => Ready<T>): Promise<T> {
    return withClient(this.#pool, async (client) => {
      let gpos = 0;
      try {
        gpos = this.#base + (await begin(client, this.#options.durability));
        this.elsewhere.began(gpos);
        const batch: CommittedBatch = { gpos, events: [] };
        const writers = makeWriters(new Executor(new PostgresConnection(client)), gpos, this.#frontier);
        const transaction = new WorkTransaction(writers, batch);
        const value = await work(transaction);
        batch.events = [...transaction.emitted];
        await commit(client, batch);
        this.elsewhere.committed(batch);
        return value;
      } catch (fault) {
        this.elsewhere.failed(gpos);
        throw fault;
      }
    });
  }

  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    let broken: Error | undefined;
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await client.query('begin isolation level repeatable read read only');
      return await work(makeReader(new Executor(new PostgresConnection(client)), this.#frontier));
    } catch (fault) {
      if (isUnanswered(fault)) broken = fault;
      throw translate(fault);
    } finally {
      if (broken === undefined)
        await client?.query('commit').catch((fault: Error) => {
          broken = fault;
        });
      client?.release(broken);
    }
  }

  async check(): Promise<void> {
    await this.transaction(async (tx) => {
      await tx.sync.putAnswer('', 'check', { requestHash: '', result: '' }, 0);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    // A database that does not answer holds nobody up: what was not committed was not promised to anybody.
    if (this.#running > 0 && !(await settlesWithin(idle, LAST_WORKS))) {
      this.#options.log.warn(
        { works: this.#running },
        'the database did not end what was under way; it is left behind',
      );
    }
    this.#stopPruning();
    this.#words.stop();
    this.elsewhere.stop();
    await Promise.all([this.#pool, this.#batchPool].map((pool) => closePool(pool, LAST_ANSWERS)));
  }
}

/** Begins a transaction, and returns its id; both in one message. */
async function begin(client: pg.PoolClient, durability: PostgresOptions['durability']): Promise<number> {
  const start = durability === 'full' ? 'begin' : 'begin; set local synchronous_commit = off';
  const results = (await client.query(
    `${start}; select pg_current_xact_id()::text as id`,
  )) as unknown as pg.QueryResult<{ id: string }>[];
  return Number(results.at(-1)?.rows[0]?.id);
}

/** Commits, and leaves the events where other nodes find them; both in one message to the database. */
async function commit(client: pg.PoolClient, batch: CommittedBatch): Promise<void> {
  if (batch.events.length === 0) {
    await client.query('commit');
    return;
  }
  batch.text = toBatchText(batch);
  const insert = `insert into commits (gpos, batch) values (${batch.gpos}, ${client.escapeLiteral(batch.text)}) returning n`;
  const [inserted] = (await client.query(`${insert}; commit`)) as unknown as pg.QueryResult<{ n: number }>[];
  batch.order = inserted?.rows[0]?.n ?? 0;
}

/** Migrates under a lock, and returns what is added to transaction ids so that positions only grow. */
async function prepareDatabase({ url, log }: PostgresOptions): Promise<number> {
  // Of its own: waiting for the lock, and a migration, may take longer than any query of a running server.
  const pool = openPool(url, 1);
  try {
    return await withClient(pool, async (client) => {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      const fresh = await migrate(new PostgresConnection(client));
      if (fresh.length > 0) log.info({ migrations: fresh }, 'database migrated');
      const insert = 'insert into meta (key, value) values ($1, $2) on conflict do nothing';
      await client.query(insert, ['epoch', randomBytes(8).toString('hex')]);
      await client.query(insert, ['gpos_base', '0']);
      const base = await settleBase(client);
      await client.query('commit');
      return base;
    });
  } finally {
    await pool.end();
  }
}
