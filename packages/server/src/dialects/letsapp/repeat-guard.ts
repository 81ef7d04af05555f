import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/ports/clock.ts';

/** Milliseconds. */
const WINDOW = 2000;
/** Twice of what a busy process is sent in that time. */
const SLOTS = 2 ** 16;
/** In so many places, one after the other, an entry may lie; where all are taken the oldest makes room. */
const NEIGHBOURS = 32;

interface Slots {
  /** Two numbers of 32 bits by which an entry is known. */
  marks: Uint32Array;
  times: Float64Array;
  clientIds: string[];
}

/**
 * Under which client id something was sent first, so that a repetition within two seconds is a retry of it. What is kept
 * lies beside the heap: with two seconds of a busy server on it, collecting garbage took a tenth of the processor.
 */
export class RepeatGuard {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #mark = new Fingerprint();
  /** Made when somebody first speaks this dialect. */
  #made: Slots | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  get #slots(): Slots {
    this.#made ??= {
      marks: new Uint32Array(2 * SLOTS),
      times: new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY),
      clientIds: new Array<string>(SLOTS).fill(''),
    };
    return this.#made;
  }

  /** The client id of what was sent with these parts before, else the one that `make` makes. */
  clientIdOf(parts: readonly string[], make: () => string): string {
    const now = this.#clock.monotonic();
    this.#mark.take(parts);
    const known = this.#find(now);
    const { marks, times, clientIds } = this.#slots;
    if (known !== undefined) return clientIds[known] as string;
    const slot = this.#oldest();
    const clientId = make();
    marks[2 * slot] = this.#mark.one;
    marks[2 * slot + 1] = this.#mark.other;
    times[slot] = now;
    clientIds[slot] = clientId;
    return clientId;
  }

  /** It was refused, and so not done: a repetition is the first. */
  forget(parts: readonly string[], clientId: string): void {
    this.#mark.take(parts);
    const known = this.#find(this.#clock.monotonic());
    const { times, clientIds } = this.#slots;
    if (known !== undefined && clientIds[known] === clientId) times[known] = Number.NEGATIVE_INFINITY;
  }

  #find(now: number): number | undefined {
    const { one, other } = this.#mark;
    const { marks, times } = this.#slots;
    for (let step = 0; step < NEIGHBOURS; step += 1) {
      const slot = (one + step) % SLOTS;
      const isIt = marks[2 * slot] === one && marks[2 * slot + 1] === other;
      if (isIt && (times[slot] as number) >= now - WINDOW) return slot;
    }
    return undefined;
  }

  #oldest(): number {
    const { times } = this.#slots;
    let found = this.#mark.one % SLOTS;
    for (let step = 1; step < NEIGHBOURS; step += 1) {
      const slot = (this.#mark.one + step) % SLOTS;
      if ((times[slot] as number) < (times[found] as number)) found = slot;
    }
    return found;
  }
}

/** Two independent hashes of 32 bits (multiplicative, with the finalizer of MurmurHash3), begun anew in each process. */
class Fingerprint {
  one = 0;
  other = 0;
  readonly #oneSeed = randomBytes(4).readUInt32LE();
  readonly #otherSeed = randomBytes(4).readUInt32LE();

  take(parts: readonly string[]): void {
    let one = this.#oneSeed;
    let other = this.#otherSeed;
    for (const part of parts) {
      for (let at = 0; at < part.length; at += 1) {
        const code = part.charCodeAt(at);
        one = Math.imul(one ^ code, 0x9e3779b1);
        other = Math.imul(other ^ code, 0x5f356495);
        one ^= one >>> 15;
        other ^= other >>> 13;
      }
      // No code of a character: what ends here does not go on in the next part.
      one = Math.imul(one ^ 0x10000, 0x9e3779b1);
      other = Math.imul(other ^ 0x10000, 0x5f356495);
    }
    this.one = finish(one);
    this.other = finish(other);
  }
}

function finish(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
