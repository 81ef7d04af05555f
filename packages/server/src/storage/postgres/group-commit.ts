import type pg from 'pg';
import type { Ready } from '../../core/ready.ts';
import type { Foresight, Transaction } from '../../core/store.ts';
import type { Frontier } from '../sql/stores.ts';
import { type Outcome, runBatch, type Work } from './batch.ts';
import { batchStatements } from './batch-statements.ts';
import type { CommitFeed } from './commit-feed.ts';
import { isLost, isUnanswered, translate } from './lost.ts';
import { prepareStatements } from './pipeline.ts';

/** So many works share one transaction at most. */
const LARGEST_BATCH = 512;
/** A batch is begun beside another when somebody waits for longer than this, in milliseconds. */
const PATIENCE = 15;

/** So many works of one conversation a batch has at most while others write as well. */
const SHARE = 16;
/** From so many works of one conversation on, which are half of its batch at least, others do not wait for the batch. */
const CROWD = 4;
/** For so many milliseconds after the last time there were several conversations, others are taken to write as well. */
const REMEMBERED = 2_000;

/**
 * A batch looks up rows by their keys, and always does: planning it anew for each number of keys costs more than running it,
 * and a plan made while the tables were small would read all of them later.
 */
const SETTINGS = `set plan_cache_mode = force_generic_plan; set enable_hashjoin = off; set enable_mergejoin = off;
  set enable_seqscan = off; set jit = off`;

interface Options {
  /** Of as many connections as there may be batches at a time. */
  pool: pg.Pool;
  mostBatches: number;
  base: number;
  relaxed: boolean;
  frontier: Frontier;
  feed: CommitFeed;
  /** Runs a work in a transaction of its own. */
  alone: (run: Work['run']) => Promise<unknown>;
}

/**
 * Works that arrive together share a transaction, one sync, and two messages to the database. While it is under way the
 * next ones gather. Works of one conversation are never in two batches at a time, so they run in the order of their coming.
 */
export class GroupCommit {
  readonly #options: Options;
  readonly #prepared = new WeakSet<pg.PoolClient>();
  readonly #underWay = new Set<string>();
  #queue: Work[] = [];
  #batches = 0;
  /** Of the work that came last. */
  #conversationId = '';
  #sharedUntil = 0;
  /** Batches under way that have as much of one conversation as they may. */
  #crowded = 0;
  #scheduled = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  add<T>(run: (tx: Transaction) => Ready<T>, foresight: Foresight): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { conversationId } = foresight;
      if (conversationId !== this.#conversationId) this.#sharedUntil = performance.now() + REMEMBERED;
      this.#conversationId = conversationId;
      this.#queue.push({ run, foresight, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule(conversationId);
    });
  }

  #schedule(conversationId: string): void {
    if (this.#scheduled || this.#batches >= this.#options.mostBatches) return;
    // Many works of a flooded conversation take their time: who writes elsewhere begins beside them.
    const isApart = this.#crowded > 0 && !this.#underWay.has(conversationId);
    if (this.#batches > 0 && !isApart) {
      this.#patience ??= setTimeout(() => this.#loseIt(), PATIENCE);
      return;
    }
    this.#scheduled = true;
    // After this turn’s input has been read: what arrived together is committed together.
    setImmediate(() => {
      this.#scheduled = false;
      this.#begin();
    });
  }

  /** A lock, or much work, holds the batches up: others need not wait for it. */
  #loseIt(): void {
    this.#patience = undefined;
    this.#begin();
  }

  #begin(): void {
    const works = this.#take();
    const crowd = findCrowd(works);
    if (crowd === undefined || crowd.length === works.length || this.#batches + 2 > this.#options.mostBatches) {
      this.#start(works, crowd !== undefined);
      return;
    }
    this.#start(
      works.filter((work) => !crowd.includes(work)),
      false,
    );
    this.#start(crowd, true);
  }

  #start(works: readonly Work[], isCrowded: boolean): void {
    if (works.length === 0) return;
    this.#batches += 1;
    const crowd = isCrowded ? 1 : 0;
    this.#crowded += crowd;
    for (const { foresight } of works) this.#underWay.add(foresight.conversationId);
    void this.#run(works).finally(() => {
      this.#batches -= 1;
      this.#crowded -= crowd;
      for (const { foresight } of works) this.#underWay.delete(foresight.conversationId);
      clearTimeout(this.#patience);
      this.#patience = undefined;
      if (this.#queue.length > 0) this.#begin();
    });
  }

  /** The oldest works, without those that must come after what is under way, or after others of their conversation. */
  #take(): Work[] {
    const works: Work[] = [];
    const left: Work[] = [];
    const share = performance.now() < this.#sharedUntil ? SHARE : LARGEST_BATCH;
    const counts = new Map<string, number>();
    for (const work of this.#queue) {
      const { conversationId } = work.foresight;
      const count = counts.get(conversationId) ?? 0;
      const isFree = works.length < LARGEST_BATCH && count < share && !this.#underWay.has(conversationId);
      if (isFree) counts.set(conversationId, count + 1);
      (isFree ? works : left).push(work);
    }
    this.#queue = left;
    return works;
  }

  /** When the batch fails each half is run by itself, down to a single work, which has a transaction of the usual kind. */
  async #run(works: readonly Work[]): Promise<void> {
    try {
      const { batch, settle } = await this.#attempt(works);
      if (batch !== undefined) this.#options.feed.committed(batch);
      for (const answer of settle) answer();
    } catch (fault) {
      await this.#recover(works, fault);
    }
  }

  async #recover(works: readonly Work[], fault: unknown): Promise<void> {
    const [only] = works;
    if (isLost(fault)) {
      for (const work of works) work.reject(translate(fault));
    } else if (works.length === 1 && only !== undefined) {
      await this.#options.alone(only.run).then(only.resolve, only.reject);
    } else {
      const middle = works.length >> 1;
      await this.#run(works.slice(0, middle));
      await this.#run(works.slice(middle));
    }
  }

  async #attempt(works: readonly Work[]): Promise<Outcome> {
    const { pool, feed, base, relaxed, frontier } = this.#options;
    const client = await pool.connect();
    let broken: Error | undefined;
    let gpos = 0;
    const began = (number: number) => {
      gpos = number;
      feed.began(gpos);
    };
    try {
      if (!this.#prepared.has(client)) await this.#prepare(client);
      const outcome = await runBatch(works, { client, base, relaxed, frontier, began });
      if (outcome.batch === undefined) feed.failed(gpos);
      return outcome;
    } catch (fault) {
      feed.failed(gpos);
      // One that hangs, or whose statements are not all there, is of no use.
      if (this.#prepared.has(client) && !isUnanswered(fault)) {
        await client.query('rollback').catch((second: Error) => {
          broken = second;
        });
      } else broken = fault as Error;
      throw fault;
    } finally {
      client.release(broken);
    }
  }

  async #prepare(client: pg.PoolClient): Promise<void> {
    await client.query(SETTINGS);
    await prepareStatements(client, batchStatements);
    this.#prepared.add(client);
  }
}

/** The works of the conversation that makes half of a batch or more; undefined where there is none of that size. */
function findCrowd(works: readonly Work[]): Work[] | undefined {
  const counts = new Map<string, number>();
  for (const { foresight } of works) {
    const count = (counts.get(foresight.conversationId) ?? 0) + 1;
    if (count >= CROWD && count * 2 >= works.length) {
      return works.filter((work) => work.foresight.conversationId === foresight.conversationId);
    }
    counts.set(foresight.conversationId, count);
  }
  return undefined;
}
