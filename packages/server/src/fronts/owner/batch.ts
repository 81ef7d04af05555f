import { linkKinds } from '../link/link-kinds.ts';
import { encodeListHeader } from '../link/link-message.ts';

/** A connection of the front, with where in which batch it was mentioned last. */
export interface Target {
  readonly number: number;
  batch: number;
  place: number;
}

interface Shared {
  readonly frames: Buffer;
  readonly numbers: number[];
}

let batches = 0;

/**
 * What one turn of the event loop has for the connections of one front. Bytes that many of them get cross once, with the
 * list of who gets them; for each connection the order is that in which things were added.
 */
export class Batch {
  readonly #id: number;
  /** Messages for connections that no shared bytes are for yet: they go before all of those. */
  readonly #first: Buffer[] = [];
  readonly #then: (Buffer | Shared)[] = [];
  readonly #places = new Map<Buffer, number>();

  constructor() {
    batches += 1;
    this.#id = batches;
  }

  get isEmpty(): boolean {
    return this.#first.length === 0 && this.#then.length === 0;
  }

  add(target: Target, message: Buffer): void {
    if (target.batch !== this.#id) this.#first.push(message);
    else target.place = this.#then.push(message) - 1;
  }

  share(target: Target, frames: Buffer): void {
    const last = target.batch === this.#id ? target.place : -1;
    let place = this.#places.get(frames) ?? -1;
    // The same bytes twice, or after something of its own: they come again, after that.
    if (place <= last) {
      place = this.#then.push({ frames, numbers: [] }) - 1;
      this.#places.set(frames, place);
    }
    (this.#then[place] as Shared).numbers.push(target.number);
    target.batch = this.#id;
    target.place = place;
  }

  /** All of it, in the order in which it is to be written. */
  encode(): Buffer[] {
    const parts = this.#first;
    for (const one of this.#then) {
      if (Buffer.isBuffer(one)) parts.push(one);
      else parts.push(encodeListHeader(linkKinds.share, one.numbers, one.frames.length), one.frames);
    }
    return parts;
  }
}
