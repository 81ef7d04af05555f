import { performance } from 'node:perf_hooks';

/** How long, in milliseconds, one look at the load lasts. */
const WINDOW = 50;
/** Shares of the time that the event loop is busy, between which gathering grows from nothing to its longest. */
const RELAXED = 0.5;
const BUSY = 0.9;
/** Milliseconds that works wait at most for others to share their commit. */
const LONGEST_GATHERING = 10;
/** From so many works on, waiting for more saves little; and more than twice as many are hardly ever let in (realtime/connections/gate.ts). */
const ENOUGH = 128;
/** A key that makes a larger part than this of what comes is crowded. */
const CROWD = 1 / 8;
/** So many works of one key one commit has at most while others write as well: half a millisecond, which others wait twice. */
const SHARE = 8;
/** For so many milliseconds after the last time there were several keys, others are taken to write as well. */
const REMEMBERED = 2_000;

/** What a pace goes by; milliseconds, and since the last call the part of the time that the event loop was busy. */
export interface Gauges {
  now(): number;
  utilization(): number;
}

/**
 * How large commits are to be. On a quiet server everything is committed at once. On a busy one works wait some
 * milliseconds for each other, because a commit of three costs each of them three times what a commit of thirty does – but
 * only where they come from all over: a room that is flooded shares its commits by itself, and gathering for it would make
 * others wait. It is also kept from filling whole commits while others write.
 */
export class Pace {
  readonly #gauges: Gauges;
  /** Replaced, never cleared: see Gateway. */
  #counts = new Map<string, number>();
  #total = 0;
  #windowEnds = 0;
  #gathering = 0;
  #sharedUntil = 0;

  constructor(gauges: Gauges = loopGauges()) {
    this.#gauges = gauges;
  }

  /** A work has come; '' is the server’s own business, which nobody waits for. */
  note(key: string): void {
    if (key === '') return;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#total += 1;
  }

  /** How many milliseconds to wait before the next commit, when `waiting` works wait; 0 is now. */
  gathering(waiting: number): number {
    this.#look();
    return this.isEnough(waiting) ? 0 : this.#gathering;
  }

  /** Whether `waiting` works are so many that nothing is gained in waiting for more. */
  isEnough(waiting: number): boolean {
    return waiting >= ENOUGH;
  }

  /** How many works of one key the next commit may have. */
  share(): number {
    this.#look();
    return this.#gauges.now() < this.#sharedUntil ? SHARE : Number.POSITIVE_INFINITY;
  }

  #look(): void {
    const now = this.#gauges.now();
    if (now < this.#windowEnds) return;
    this.#windowEnds = now + WINDOW;
    let largest = 0;
    for (const count of this.#counts.values()) largest = Math.max(largest, count);
    const busy = (this.#gauges.utilization() - RELAXED) / (BUSY - RELAXED);
    const isCrowded = largest > this.#total * CROWD;
    this.#gathering = isCrowded ? 0 : Math.round(LONGEST_GATHERING * Math.min(1, Math.max(0, busy)));
    if (this.#counts.size > 1) this.#sharedUntil = now + REMEMBERED;
    this.#counts = new Map();
    this.#total = 0;
  }
}

/** Of this process, as its clock and event loop tell. */
export function loopGauges(): Gauges {
  let last = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    utilization: () => {
      const current = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(current, last);
      last = current;
      return utilization;
    },
  };
}
