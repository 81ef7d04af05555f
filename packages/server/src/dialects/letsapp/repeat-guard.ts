import type { Clock } from '../../core/ports/clock.ts';

/** Milliseconds. */
const WINDOW = 2000;
const MOST = 10_000;

interface First {
  at: number;
  clientId: string;
}

/**
 * Under which client id something was sent first, so that a repetition within two seconds is a retry of it. Results are not
 * kept: two seconds of a busy server are so many that collecting them with the garbage would be a tenth of its work.
 */
export class RepeatGuard {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /**
   * Two generations, of which the older is forgotten as a whole: a Map that is emptied one by one from the front passes all
   * the places it has emptied each time it is read from there.
   */
  #recent = new Map<string, First>();
  #older = new Map<string, First>();
  #began = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** The client id of what was sent by this key before, else the one that `make` makes. */
  clientIdOf(key: string, make: () => string): string {
    const now = this.#clock.monotonic();
    if (now - this.#began > WINDOW || this.#recent.size >= MOST) this.#renew(now);
    const known = this.#recent.get(key) ?? this.#older.get(key);
    if (known !== undefined && known.at >= now - WINDOW) return known.clientId;
    const clientId = make();
    this.#recent.set(key, { at: now, clientId });
    return clientId;
  }

  /** It was refused, and so not done: a repetition is the first. */
  forget(key: string, clientId: string): void {
    for (const generation of [this.#recent, this.#older])
      if (generation.get(key)?.clientId === clientId) generation.delete(key);
  }

  #renew(now: number): void {
    this.#older = now - this.#began > 2 * WINDOW ? new Map() : this.#recent;
    this.#recent = new Map();
    this.#began = now;
  }
}
