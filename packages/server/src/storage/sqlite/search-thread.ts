import { Worker } from 'node:worker_threads';
import { CoreError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/log.ts';
import { sqliteModulePath } from './driver.ts';
import { PORTION, SearchPace } from './search-pace.ts';
import { searchProgram } from './search-program.ts';

export interface SearchThreadOptions {
  /** The database, which is only read. */
  file: string;
  /** The index, which is made when it is not there. */
  index: string;
  /** The newest commit when the database was opened. */
  gpos: number;
  log: Log;
  /** How long a search waits for what is not indexed yet, in milliseconds; 5000. */
  patience?: number;
  /** When it goes on by itself. */
  pace?: Pick<SearchPace, 'afterCommit' | 'afterPortion'>;
}

type Answer =
  | { rows: unknown[] }
  | { current: boolean }
  | { behind: { done: number; last: number } }
  | { fault: string }
  | { remade: string };

interface Request {
  message: { kind: 'advance' | 'query'; milliseconds: number; sql?: string; parameters?: readonly unknown[] };
  resolve: (answer: Answer) => void;
}

const PATIENCE = 5_000;

/**
 * Indexes and searches on a thread of its own: neither the event loop nor the writer waits for it. It starts with the
 * first search, or some seconds after the first commit; a search always covers everything committed before it.
 */
export class SearchThread {
  readonly #options: SearchThreadOptions;
  readonly #pace: Pick<SearchPace, 'afterCommit' | 'afterPortion'>;
  #worker: Worker | undefined;
  #queue: Request[] = [];
  #running: Request | undefined;
  /** Until the answer to what it began. */
  #timer: NodeJS.Timeout | undefined;
  /** Something was committed since the thread was last asked to follow, perhaps too late for it to see. */
  #noted = false;
  #closed = false;

  constructor(options: SearchThreadOptions) {
    this.#options = options;
    this.#pace = options.pace ?? new SearchPace();
  }

  /** Something was committed. Costs the writer nothing but a timer. */
  noteCommit(): void {
    if (this.#closed) return;
    if (this.#timer === undefined) this.#followIn(this.#pace.afterCommit());
    else this.#noted = true;
  }

  /** Runs a query over the index and the database. Throws `unavailable` while there is too much to index first. */
  async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    const milliseconds = this.#options.patience ?? PATIENCE;
    const answer = await this.#ask({ kind: 'query', milliseconds, sql, parameters });
    if ('rows' in answer) return answer.rows;
    if ('behind' in answer) {
      const { done, last } = answer.behind;
      const percent = Math.floor((100 * done) / Math.max(last, 1));
      throw new CoreError('unavailable', `The search index is being built: ${percent} % are done. Try again.`, {
        retryAfter: PATIENCE,
      });
    }
    throw new Error(`the search failed: ${'fault' in answer ? answer.fault : 'no answer'}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (worker === undefined) return;
    // Otherwise a process with nothing else to do would end before the thread has closed its files.
    worker.ref();
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage('close');
    await exited;
  }

  #followIn(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.#follow(), milliseconds).unref();
  }

  /** A short piece of work at a time, so that under steady writing most of the processor is left to the server. */
  async #follow(): Promise<void> {
    this.#noted = false;
    const answer = await this.#ask({ kind: 'advance', milliseconds: PORTION });
    this.#timer = undefined;
    if (this.#closed) return;
    if ('fault' in answer) this.#options.log.warn({ fault: answer.fault }, 'the search index could not follow');
    if ('current' in answer && !answer.current) this.#followIn(this.#pace.afterPortion());
    else if (this.#noted) this.#followIn(this.#pace.afterCommit());
  }

  #ask(message: Request['message']): Promise<Answer> {
    if (this.#closed) return Promise.resolve({ fault: 'the server is stopping' });
    return new Promise((resolve) => {
      this.#queue.push({ message, resolve });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#queue.shift();
    if (this.#running === undefined) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#running.message);
  }

  #start(): Worker {
    const { file, index, gpos } = this.#options;
    const worker = new Worker(searchProgram, {
      eval: true,
      workerData: { file, index, gpos, module: sqliteModulePath() },
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      if ('remade' in answer) this.#options.log.warn({ reason: answer.remade }, 'the search index is made anew');
      else this.#settle(answer);
    });
    worker.on('error', (fault) => this.#options.log.error({ err: fault }, 'the search thread has stopped'));
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#settle({ fault: 'the search thread has stopped' });
    });
    return worker;
  }

  #settle(answer: Answer): void {
    const running = this.#running;
    this.#running = undefined;
    running?.resolve(answer);
    if (this.#closed) for (const request of this.#queue.splice(0)) request.resolve({ fault: 'the server is stopping' });
    else this.#next();
  }
}
