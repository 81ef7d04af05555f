import type { Position, RelayFrame } from './relay-frame.ts';

const MOST_EVENTS = 500;
const MOST_BYTES = 4 * 1024 * 1024;

/** The last published events, for streams that come back. Bounded, in memory, gone with the process. */
export class PublishedEvents {
  #events: { frame: RelayFrame; bytes: number }[] = [];
  #bytes = 0;
  #last: number;

  /** `now`: numbers go on from the clock, so that those of an earlier process are smaller. */
  constructor(now: number) {
    this.#last = now;
  }

  get last(): number {
    return this.#last;
  }

  next(now: number): number {
    this.#last = Math.max(this.#last + 1, now);
    return this.#last;
  }

  /** Another node has given out numbers up to this one. */
  reach(published: number): void {
    this.#last = Math.max(this.#last, published);
  }

  keep(frame: RelayFrame): void {
    const bytes = frame.sse().length;
    this.#events.push({ frame, bytes });
    this.#bytes += bytes;
    while (this.#events.length > MOST_EVENTS || this.#bytes > MOST_BYTES)
      this.#bytes -= this.#events.shift()?.bytes ?? 0;
  }

  after({ published }: Position): RelayFrame[] {
    return this.#events.map(({ frame }) => frame).filter((frame) => frame.position.published > published);
  }
}
