import type { Clock } from '../../core/ports/clock.ts';

/** Milliseconds. */
const WINDOW = 2000;
const MOST = 10_000;

interface Run {
  at: number;
  result: Promise<unknown>;
}

/** Runs what is repeated within two seconds once: the repetition gets the first one’s answer. */
export class RepeatGuard {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /**
   * Two generations, of which the older is forgotten as a whole: a Map that is emptied one by one from the front passes all
   * the places it has emptied each time it is read from there.
   */
  #recent = new Map<string, Run>();
  #older = new Map<string, Run>();
  #began = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** `key`: what makes two of them the same. */
  once<T>(key: string, run: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    if (now - this.#began > WINDOW || this.#recent.size >= MOST) this.#forget(now);
    const known = this.#recent.get(key) ?? this.#older.get(key);
    if (known !== undefined && known.at >= now - WINDOW) return known.result as Promise<T>;
    const result = run();
    const own = { at: now, result };
    this.#recent.set(key, own);
    // What was refused was not done: a repetition tries again.
    result.catch(() => {
      for (const runs of [this.#recent, this.#older]) if (runs.get(key) === own) runs.delete(key);
    });
    return result;
  }

  #forget(now: number): void {
    this.#older = now - this.#began > 2 * WINDOW ? new Map() : this.#recent;
    this.#recent = new Map();
    this.#began = now;
  }
}
