import { unavailable } from '../../core/ports/unavailable.ts';

const RETRY_AFTER = 2000;

/** Runs at most `concurrency` pieces of work at a time, in order of arrival, and lets at most `waiting` more wait. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number, waiting: number) {
    this.#concurrency = concurrency;
    this.#waiting = waiting;
  }

  /** Throws `unavailable` at once when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrency) this.#running += 1;
    else await this.#waitForTurn();
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      // The place is handed on rather than given up, so nobody who arrives in between overtakes.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #waitForTurn(): Promise<void> {
    if (this.#queue.length >= this.#waiting) {
      throw unavailable('Too many passwords are being checked at the moment; try again in a few seconds.', RETRY_AFTER);
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }
}
