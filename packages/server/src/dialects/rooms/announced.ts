import type { Clock } from '../../core/ports/clock.ts';

/** How far apart the words of one coming or going can be, in milliseconds. */
const MOMENT = 5_000;

/**
 * What happens on another node is heard twice: as a change of membership, and as somebody in the room. The first word tells,
 * the second is known.
 */
export class Announced {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** In order of time, as a Map keeps it. */
  readonly #at = new Map<string, number>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** true for the first word. */
  isNews(what: 'joined' | 'left', roomId: string, userId: string): boolean {
    const now = this.#clock.monotonic();
    for (const [key, at] of this.#at) {
      if (now - at < MOMENT) break;
      this.#at.delete(key);
    }
    // Who comes after having left is news again, and the other way round.
    this.#at.delete(`${what === 'joined' ? 'left' : 'joined'} ${roomId} ${userId}`);
    const key = `${what} ${roomId} ${userId}`;
    if (this.#at.has(key)) return false;
    this.#at.set(key, now);
    return true;
  }
}
