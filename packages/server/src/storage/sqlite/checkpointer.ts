import { Worker } from 'node:worker_threads';
import { sqliteModulePath } from './driver.ts';

/**
 * Moves the write-ahead log into the database file on a thread of its own, because that waits for the disk.
 * Its connection runs with synchronous=FULL: log before pages, pages before the log may start anew.
 * The thread’s program is a text, so that it runs the same from sources and from the build.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  // Its warning is nothing to who runs the server (driver.ts).
  process.emitWarning = () => undefined;
  const { DatabaseSync } = require(workerData.module);
  const database = new DatabaseSync(workerData.file);
  database.exec('pragma busy_timeout = 0; pragma synchronous = full; pragma wal_autocheckpoint = 0');
  parentPort.on('message', (message) => {
    if (message === 'close') { database.close(); parentPort.close(); return; }
    try {
      const row = database.prepare('pragma wal_checkpoint(passive)').get();
      parentPort.postMessage({ log: Number(row.log), moved: Number(row.checkpointed) });
    } catch (fault) {
      parentPort.postMessage({ fault: String(fault && fault.message) });
    }
  });
`;

/** How many pages the log had, and how many of them are moved. */
export type CheckpointResult = { log: number; moved: number } | { fault: string };

export class Checkpointer {
  readonly #worker: Worker;
  #waiting: ((result: CheckpointResult) => void) | undefined;
  #closed = false;

  constructor(file: string) {
    this.#worker = new Worker(program, { eval: true, workerData: { file, module: sqliteModulePath() }, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (result: CheckpointResult) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.(result);
    });
    this.#worker.on('error', (fault) => {
      this.#closed = true;
      this.#waiting?.({ fault: fault.message });
      this.#waiting = undefined;
    });
  }

  /** One passive checkpoint; only one runs at a time. */
  run(): Promise<CheckpointResult> {
    if (this.#closed) return Promise.resolve({ fault: 'the checkpoint thread has stopped' });
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#worker.postMessage('checkpoint');
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Otherwise a process with nothing else to do would end before the thread has closed its file.
    this.#worker.ref();
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.postMessage('close');
    await exited;
  }
}
