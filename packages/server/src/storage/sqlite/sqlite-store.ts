import { dirname } from 'node:path';
import { CoreError } from '../../core/errors.ts';
import type { CommitListener, CommittedBatch } from '../../core/events.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Ready } from '../../core/ready.ts';
import type { Engine, Foresight, Reader, Store, Transaction } from '../../core/store.ts';
import { Executor } from '../sql/executor.ts';
import { SqlSearch } from '../sql/search.ts';
import { makeReader, makeWriters, WorkTransaction } from '../sql/stores.ts';
import { Checkpoints } from './checkpoints.ts';
import { SqliteConnection } from './connection.ts';
import { CurrentConnection } from './current-connection.ts';
import { openDatabase, type SqliteDatabase } from './driver.ts';
import { claimFolder, prepareDatabase } from './open.ts';
import { Pace } from './pace.ts';
import { SqliteSearchIndex } from './search-index.ts';
import { SearchThread } from './search-thread.ts';
import { toRefusal } from './to-refusal.ts';
import { Turns } from './turns.ts';
import type { Commit, Course, Work } from './work.ts';
import { WriteAheadLog } from './write-ahead-log.ts';
import { WriterLists } from './writer-lists.ts';

export interface SqliteOptions {
  /** Path of the database file; its folder must exist. */
  file: string;
  /** full: an ack follows the sync that covers it. relaxed: it follows the commit; power loss can take the last moments. */
  durability: 'full' | 'relaxed';
  log: Log;
  searchLooksAt?: number | undefined;
}

/** So many works share one commit at most; the rest waits for the next turn of the loop. */
const LARGEST_BATCH = 512;

/**
 * One SQLite file. Writes that arrive in one turn of the event loop, on a busy server in some milliseconds (pace.ts),
 * share a transaction. The commit itself goes to the page cache; the sync of the log runs on libuv’s threads while the
 * next turns gather, and only when it is done are the works it covers answered and their events told. That is what
 * synchronous=FULL promises, without its wait on the event loop (docs/decisions/0002-sqlite-durability.md).
 */
export class SqliteStore implements Engine {
  readonly search;

  readonly #options: SqliteOptions;
  readonly #writer: SqliteDatabase;
  readonly #reader: SqliteDatabase;
  readonly #write: SqliteConnection;
  readonly #read: SqliteConnection;
  readonly #lists: WriterLists;
  readonly #release: () => void;
  readonly #log: WriteAheadLog;
  readonly #checkpoints: Checkpoints;
  readonly #searchThread: SearchThread;
  readonly #listeners: CommitListener[] = [];
  readonly #snapshotReader: Reader;
  readonly #currentReader: Reader;
  readonly #frontier = async (): Promise<number> => this.#durable;

  readonly #queue = new Turns<Work>();
  readonly #pace = new Pace();
  #pumping = false;
  #scheduled = false;
  #isBehind = false;
  #gathering: NodeJS.Timeout | undefined;
  #unsynced: Commit[] = [];
  #syncing = false;
  #gpos: number;
  #durable: number;
  #snapshots: Promise<unknown> = Promise.resolve();
  #closing = false;
  #broken: string | undefined;
  #onIdle: (() => void) | undefined;

  /** Opens, and migrates where needed. Throws with a plain text when another process has the folder. */
  static async open(options: SqliteOptions): Promise<Store> {
    const release = claimFolder(dirname(options.file));
    try {
      const { writer, gpos, fresh } = await prepareDatabase(options.file);
      if (fresh.length > 0) options.log.info({ migrations: fresh }, 'database migrated');
      const engine = new SqliteStore(options, writer, gpos, release);
      return Object.assign(engine, engine.#currentReader);
    } catch (fault) {
      release();
      throw fault;
    }
  }

  private constructor(options: SqliteOptions, writer: SqliteDatabase, gpos: number, release: () => void) {
    this.#options = options;
    this.#writer = writer;
    this.#release = release;
    this.#reader = openDatabase(options.file, { readOnly: true });
    this.#reader.exec('pragma busy_timeout = 5000; pragma cache_size = -32000');
    this.#lists = new WriterLists(gpos);
    this.#write = new SqliteConnection(writer, { writes: this.#lists });
    this.#read = new SqliteConnection(this.#reader, { reads: this.#lists });
    this.#gpos = gpos;
    this.#durable = gpos;
    this.#log = new WriteAheadLog(options.file);
    this.#checkpoints = new Checkpoints({
      file: options.file,
      writeAheadLog: this.#log,
      log: options.log,
      hold: (work) => this.#hold(work),
    });
    this.#snapshotReader = makeReader(new Executor(this.#read), this.#frontier);
    const beside = new SqliteConnection(writer);
    const current = new CurrentConnection(this.#lists, () => (this.#pumping ? this.#read : beside));
    this.#currentReader = makeReader(new Executor(current), this.#frontier);
    const { file, log, searchLooksAt } = options;
    this.#searchThread = new SearchThread({ file, index: file.replace(/(\.db)?$/, '.search.db'), gpos, log });
    this.search = new SqlSearch(new SqliteSearchIndex(this.#searchThread, searchLooksAt), (ids) =>
      this.#currentReader.messages.findMany(ids),
    );
  }

  onCommitted(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  /** One process has the file, so its commits are all there are. */
  onEveryCommit(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  transaction<T>(work: (tx: Transaction) => Ready<T>, about: string | Foresight = ''): Promise<T> {
    if (this.#closing)
      return Promise.reject(new CoreError('unavailable', 'The server is stopping.', { retryAfter: 2000 }));
    if (this.#broken !== undefined)
      return Promise.reject(new CoreError('unavailable', this.#broken, { retryAfter: 5000 }));
    const key = typeof about === 'string' ? about : about.conversationId;
    return new Promise<T>((resolve, reject) => {
      this.#queue.add(key, { run: work, resolve: resolve as Work['resolve'], reject, outcome: undefined });
      this.#pace.note(key);
      this.#schedule();
    });
  }

  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    // One at a time: they share a connection. Each ends in the same turn of the loop that starts it.
    const result = this.#snapshots.then(async () => {
      this.#read.execute('begin');
      try {
        return await work(this.#snapshotReader);
      } finally {
        this.#read.execute('commit');
      }
    });
    this.#snapshots = result.catch(() => undefined);
    return result;
  }

  async check(): Promise<void> {
    await this.transaction(async (tx) => {
      await tx.sync.putAnswer('', 'check', { requestHash: '', result: '' }, 0);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#queue.size > 0 || this.#pumping || this.#unsynced.length > 0 || this.#syncing) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#snapshots;
    await this.#searchThread.close();
    await this.#checkpoints.close();
    this.#reader.close();
    this.#writer.exec('pragma wal_checkpoint(truncate)');
    this.#writer.close();
    this.#log.close();
    this.#release();
  }

  #schedule(): void {
    if (this.#gathering !== undefined && this.#pace.isEnough(this.#queue.size)) this.#endGathering();
    // While a sync runs the next batch gathers: its ack could not come before the sync after that anyway, and one large
    // commit costs far less than several small ones. The end of the sync schedules.
    if (this.#scheduled || this.#isHeld()) return;
    this.#scheduled = true;
    const wait = this.#isBehind ? 0 : this.#pace.gathering(this.#queue.size);
    if (wait > 0) this.#gathering = setTimeout(() => this.#endGathering(), wait);
    // After this turn’s input has been read: what arrived together is committed together.
    else setImmediate(this.#start);
  }

  #endGathering(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    setImmediate(this.#start);
  }

  readonly #start = (): void => {
    this.#scheduled = false;
    // Held for a checkpoint meanwhile: whoever holds schedules anew.
    if (!this.#isHeld()) void this.#pump();
  };

  /**
   * Where the last commit left something waiting, the next is as large as it may be, and one may run ahead of the sync.
   * With more ahead, who comes new would wait until all of those are answered.
   */
  #isHeld(): boolean {
    return this.#pumping || (this.#syncing && !(this.#isBehind && this.#unsynced.length === 0));
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    const works = this.#queue.take(LARGEST_BATCH, this.#pace.share());
    this.#isBehind = this.#queue.size > 0;
    try {
      await this.#commit(works);
    } catch (fault) {
      this.#fail(works, fault);
    } finally {
      this.#pumping = false;
    }
    if (this.#queue.size > 0) this.#schedule();
    else this.#settleIdle();
  }

  /**
   * Nearly every refusal comes before its work has written anything, so works share the transaction as they are. When
   * one fails after it wrote, all are undone and run once more, each in a savepoint of its own.
   */
  async #commit(works: Work[], guarded = false): Promise<void> {
    const gpos = this.#gpos + 1;
    const batch: CommittedBatch = { gpos, events: [] };
    this.#write.execute('begin immediate');
    const writers = makeWriters(new Executor(this.#write), gpos, this.#frontier);
    const course: Course = { batch, writers, done: [], refused: [] };
    if (guarded) for (const work of works) await this.#runGuarded(work, course);
    else if (!(await this.#runTogether(works, course))) {
      this.#rollBack();
      return this.#commit(works, true);
    }
    for (const work of course.refused) work.reject(toRefusal(work.outcome));
    if (course.done.length === 0) {
      this.#rollBack();
      return;
    }
    this.#write.cache?.flush();
    this.#write.put(`update meta set value = ? where key = 'gpos'`, [String(gpos)]);
    this.#write.execute('commit');
    this.#lists.committed(gpos);
    this.#gpos = gpos;
    this.#unsynced.push({ batch, works: course.done });
    this.#sync();
  }

  /** Runs works one after the other; false when one failed and what it wrote can only be undone with the whole transaction. */
  async #runTogether(works: readonly Work[], { writers, batch, done, refused }: Course): Promise<boolean> {
    for (const work of works) {
      const written = this.#write.written;
      const transaction = new WorkTransaction(writers, batch);
      try {
        const running = work.run(transaction);
        work.outcome = running instanceof Promise ? await running : running;
        for (const event of transaction.emitted) batch.events.push(event);
        done.push(work);
      } catch (fault) {
        work.outcome = fault;
        refused.push(work);
        if (this.#write.written !== written) return false;
      }
    }
    return true;
  }

  /** Runs one work in a savepoint of its own. */
  async #runGuarded(work: Work, { writers, batch, done, refused }: Course): Promise<void> {
    this.#write.cache?.flush();
    this.#write.execute('savepoint work');
    const transaction = new WorkTransaction(writers, batch);
    try {
      work.outcome = await work.run(transaction);
      this.#write.cache?.flush();
      this.#write.execute('release work');
      for (const event of transaction.emitted) batch.events.push(event);
      done.push(work);
    } catch (fault) {
      this.#undo(fault);
      work.outcome = fault;
      refused.push(work);
    }
  }

  /** Back to before the work; where SQLite has given up the whole transaction, as on a full disk, nothing of it is kept. */
  #undo(fault: unknown): void {
    this.#write.cache?.forget();
    try {
      this.#write.execute('rollback to work');
      this.#write.execute('release work');
    } catch {
      throw fault;
    }
  }

  /** A commit that failed as a whole: nothing of it is kept, everybody may try again. */
  #fail(works: Work[], fault: unknown): void {
    this.#options.log.error({ err: fault }, 'the database refused a commit');
    this.#rollBack();
    for (const work of works) work.reject(toRefusal(fault));
  }

  #rollBack(): void {
    this.#write.cache?.forget();
    try {
      this.#write.execute('rollback');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }

  #sync(): void {
    if (this.#options.durability === 'relaxed') {
      this.#tell(this.#unsynced.splice(0));
      return;
    }
    if (this.#syncing) return;
    this.#syncing = true;
    const covered = this.#unsynced.splice(0);
    this.#log.sync((fault) => {
      this.#syncing = false;
      if (fault !== null) {
        this.#breakDown(covered, fault);
        return;
      }
      this.#tell(covered);
      if (this.#unsynced.length > 0) this.#sync();
      if (this.#queue.size > 0) this.#schedule();
      else this.#settleIdle();
    });
  }

  /** After a failed sync nobody knows what is on the disk, and a second sync would lie: no more acks from this process. */
  #breakDown(covered: Commit[], fault: Error): void {
    this.#broken = 'The disk failed to store a change; the server must be restarted.';
    this.#options.log.error({ err: fault }, 'fdatasync failed: no further write is accepted');
    // Those committed but not synced may have reached the disk or not: only a retry after the restart can tell.
    const committed = [...covered, ...this.#unsynced.splice(0)].flatMap((commit) => commit.works);
    for (const work of committed) work.reject(new CoreError('unavailable', this.#broken));
    for (const work of this.#queue.takeAll()) work.reject(new CoreError('unavailable', this.#broken));
    this.#settleIdle();
  }

  #tell(commits: Commit[]): void {
    const last = commits.at(-1);
    if (last === undefined) return;
    this.#durable = last.batch.gpos;
    const batches = commits.map((commit) => commit.batch);
    for (const listener of this.#listeners) listener(batches, this.#durable);
    for (const commit of commits) for (const work of commit.works) work.resolve(work.outcome);
    this.#searchThread.noteCommit();
    this.#checkpoints.consider(this.#write.executed);
  }

  async #hold(work: () => Promise<unknown>): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      await work();
    } finally {
      this.#pumping = false;
      if (this.#queue.size > 0) this.#schedule();
      else this.#settleIdle();
    }
  }

  #settleIdle(): void {
    if (this.#queue.size > 0 || this.#pumping || this.#unsynced.length > 0 || this.#syncing) return;
    this.#onIdle?.();
    this.#onIdle = undefined;
  }
}
