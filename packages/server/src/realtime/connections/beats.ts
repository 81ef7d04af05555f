/** Milliseconds between two looks at those who are due. */
const TICK = 250;

/** A connection whose other end must show now and then that it is there (engine.io-protocol 4, “Heartbeat”). */
export interface Beating {
  /**
   * Called when it is due. Returns in how many milliseconds it is due again, at most what `Beats` was made with;
   * undefined when it needs no beats any more.
   */
  beat(now: number): number | undefined;
}

/** One timer for all connections, in place of one or two for each. */
export class Beats {
  /** Who is due in the first tick from `#position` on, in the second, and so on, round the ring. */
  readonly #ring: Beating[][];
  #position = 0;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `longest`: the most milliseconds anybody is ever due in. */
  constructor(longest: number) {
    this.#ring = Array.from({ length: Math.ceil(longest / TICK) + 2 }, () => []);
  }

  add(beating: Beating, delay: number): void {
    this.#place(beating, delay);
    this.#count += 1;
    this.#timer ??= setInterval(this.#tick, TICK).unref();
  }

  *all(): IterableIterator<Beating> {
    for (const due of this.#ring) yield* due;
  }

  #place(beating: Beating, delay: number): void {
    const ticks = Math.min(Math.max(1, Math.ceil(delay / TICK)), this.#ring.length - 1);
    this.#ring[(this.#position + ticks) % this.#ring.length]?.push(beating);
  }

  readonly #tick = (): void => {
    this.#position = (this.#position + 1) % this.#ring.length;
    const due = this.#ring[this.#position] ?? [];
    this.#ring[this.#position] = [];
    const now = Date.now();
    for (const beating of due) {
      const delay = beating.beat(now);
      if (delay === undefined) this.#count -= 1;
      else this.#place(beating, delay);
    }
    if (this.#count > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  };
}
