import { type ChildProcess, fork } from 'node:child_process';
import { OWNER } from './find-role.ts';
import { PROGRAM } from './program.ts';

/** How long the owner may take to stop, in milliseconds, before it is ended. */
const STOP_LIMIT = 20_000;
/** One that ends is replaced after this pause, in milliseconds, if it ended before the age that follows; else at once. */
const PAUSE = 1_000;
const GOOD_AGE = 10_000;

/** Keeps the process that owns the SQLite file: there is never more than one, and always one again. */
export class OwnerKeeper {
  readonly #folder: string;
  #owner: ChildProcess | undefined;
  #hasServed = false;
  #stopping = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves with undefined when the owner serves, or with its exit status when it has ended before. */
  start(): Promise<number | undefined> {
    const owner = fork(PROGRAM, [OWNER, this.#folder]);
    const began = performance.now();
    this.#owner = owner;
    return new Promise((resolve) => {
      owner.once('message', () => {
        this.#hasServed = true;
        resolve(undefined);
      });
      owner.once('exit', (code, signal) => {
        this.#owner = undefined;
        resolve(code ?? 1);
        this.#noteExit(`The owner ${owner.pid} ended (${signal ?? code})`, performance.now() - began);
      });
    });
  }

  /** What is wrong from the beginning is not tried again. */
  #noteExit(what: string, age: number): void {
    if (this.#stopping || !this.#hasServed) return;
    process.stderr.write(`${what}; another takes its place.\n`);
    const again = (): void => {
      if (!this.#stopping) void this.start();
    };
    setTimeout(again, age < GOOD_AGE ? PAUSE : 0);
  }

  /** Asks the owner to stop; resolves when it is gone. */
  stop(): Promise<void> {
    this.#stopping = true;
    const owner = this.#owner;
    if (owner === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => owner.kill('SIGKILL'), STOP_LIMIT);
      owner.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      owner.kill('SIGTERM');
    });
  }
}
