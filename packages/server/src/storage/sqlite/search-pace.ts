import { type Gauges, loopGauges } from './pace.ts';

/** Milliseconds after a start in which everybody comes at once, and the index is not worth anybody's wait. */
const SETTLING = 5_000;
/** Milliseconds that a commit waits for others to be indexed with it, and the longest rest between two portions. */
const REST = 1_000;
/** How many milliseconds one portion of work may last, and the shortest rest after it. */
export const PORTION = 60;
/** Shares of the time that the event loop is busy, between which rests grow from the shortest to the longest. */
const QUIET = 0.1;
const BUSY = 0.6;

/**
 * When the search index goes on by itself: not in the first seconds of a server, and in portions with rests between them, half
 * of the time where nobody else has anything to do and a twentieth on a busy server. Who searches does not wait for any of it.
 */
export class SearchPace {
  readonly #gauges: Gauges;
  readonly #opened: number;

  constructor(gauges: Gauges = loopGauges()) {
    this.#gauges = gauges;
    this.#opened = gauges.now();
  }

  /** Milliseconds from a commit to the first portion that follows it. */
  afterCommit(): number {
    return Math.max(REST, this.#opened + SETTLING - this.#gauges.now());
  }

  /** Milliseconds from a portion that did not reach the end to the next. */
  afterPortion(): number {
    const busy = Math.min(1, Math.max(0, (this.#gauges.utilization() - QUIET) / (BUSY - QUIET)));
    return Math.round(PORTION + busy * (REST - PORTION));
  }
}
