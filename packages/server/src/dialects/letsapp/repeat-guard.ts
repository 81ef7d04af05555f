import type { Clock } from '../../core/ports/clock.ts';

const WINDOW = 2000;
const MOST = 10_000;

/** Runs what is repeated within two seconds once: the repetition gets the first one’s answer. */
export class RepeatGuard {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** In order of beginning, as a Map keeps it. */
  readonly #recent = new Map<string, { at: number; result: Promise<unknown> }>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** `key`: what makes two of them the same. */
  once<T>(key: string, run: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    this.#forgetBefore(now - WINDOW);
    const known = this.#recent.get(key);
    if (known !== undefined) return known.result as Promise<T>;
    const result = run();
    this.#recent.set(key, { at: now, result });
    // What was refused was not done: a repetition tries again.
    result.catch(() => this.#recent.delete(key));
    return result;
  }

  #forgetBefore(time: number): void {
    for (const [key, { at }] of this.#recent) {
      if (at >= time && this.#recent.size < MOST) return;
      this.#recent.delete(key);
    }
  }
}
