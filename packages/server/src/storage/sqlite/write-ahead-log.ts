import { closeSync, fdatasync, readSync } from 'node:fs';
import { openLog } from './open.ts';

/** Sizes and places in bytes: https://sqlite.org/fileformat2.html#the_write_ahead_log */
const LOG_HEADER = 32;
const PAGE_SIZE_AT = 8;
const SALTS_AT = 16;
const FRAME_HEADER = 24;
const FRAME_SALTS_AT = 8;
const SALTS = 8;

/** The file in which SQLite’s commits stand until a checkpoint has moved them into the database. */
export class WriteAheadLog {
  readonly #database: string;
  readonly #header = Buffer.alloc(LOG_HEADER);
  readonly #frame = Buffer.alloc(FRAME_HEADER);
  #descriptor = -1;

  /** `database`: the path of the database file, which has been written to in this mode. */
  constructor(database: string) {
    this.#database = database;
  }

  /** Calls back when all that was committed before is on the disk, or with the fault. */
  sync(done: (fault: Error | null) => void): void {
    fdatasync(this.#open(), done);
  }

  /**
   * Whether so many pages were written to it since it last began anew. It is not cut off then but overwritten, so its length
   * says nothing; which of its pages are of today says a number that they share with its head.
   */
  holds(pages: number): boolean {
    const log = this.#open();
    if (readSync(log, this.#header, 0, LOG_HEADER, 0) < LOG_HEADER) return false;
    const pageSize = this.#header.readUInt32BE(PAGE_SIZE_AT);
    const at = LOG_HEADER + (pages - 1) * (FRAME_HEADER + pageSize);
    if (readSync(log, this.#frame, 0, FRAME_HEADER, at) < FRAME_HEADER) return false;
    return this.#frame.compare(this.#header, SALTS_AT, SALTS_AT + SALTS, FRAME_SALTS_AT, FRAME_SALTS_AT + SALTS) === 0;
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #open(): number {
    if (this.#descriptor < 0) this.#descriptor = openLog(this.#database);
    return this.#descriptor;
  }
}
