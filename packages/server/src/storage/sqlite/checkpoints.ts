import type { Log } from '../../core/ports/log.ts';
import { Checkpointer } from './checkpointer.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** So many pages of 4 KiB the log has before it is moved: each is moved once, however often it was written meanwhile. */
const LONG_LOG = 8_000;
/** So many statements lie between two looks at the log, and after it was moved, which readers can have kept from ending. */
const LOOK_EVERY = 100;
const LOOK_AFTER = 2_000;

interface Parts {
  file: string;
  writeAheadLog: WriteAheadLog;
  log: Log;
  /** Runs something while no commit is begun; leaves it out where one is being made. */
  hold: (work: () => Promise<unknown>) => Promise<void>;
}

/** When the write-ahead log is moved into the database, so that it does not grow for ever nor one page is moved again and again. */
export class Checkpoints {
  readonly #parts: Parts;
  readonly #checkpointer: Checkpointer;
  #lookAt = LOOK_EVERY;
  #isMoving = false;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#checkpointer = new Checkpointer(parts.file);
  }

  /** To be called after commits, with the number of statements run so far. */
  consider(executed: number): void {
    if (executed < this.#lookAt || this.#isMoving || this.#closed) return;
    const isLong = this.#parts.writeAheadLog.holds(LONG_LOG);
    this.#lookAt = executed + (isLong ? LOOK_AFTER : LOOK_EVERY);
    if (isLong) void this.#move();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#checkpointer.close();
  }

  /**
   * Under steady writing the log never empties by itself: nearly all of it is moved beside the writers, then what they wrote
   * meanwhile, and for the short rest of it they are held, so that it can begin anew. Where somebody reads an older state
   * of the database that would not help.
   */
  async #move(): Promise<void> {
    this.#isMoving = true;
    if ((await this.#run()) && (await this.#run())) await this.#parts.hold(() => this.#run());
    this.#isMoving = false;
  }

  /** Whether all that the log had was moved. */
  async #run(): Promise<boolean> {
    const result = await this.#checkpointer.run();
    if (!('fault' in result)) return result.moved === result.log;
    if (!this.#closed) this.#parts.log.warn({ fault: result.fault }, 'checkpoint failed; it is tried again');
    return false;
  }
}
