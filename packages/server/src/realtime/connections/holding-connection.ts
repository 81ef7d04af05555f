import type { Frame } from './frame.ts';
import { HeldFrames } from './held-frames.ts';

/** What connections share that are brought up to date before they hear what happens. */
export abstract class HoldingConnection {
  /** Set while the client is brought up to date. */
  #held: HeldFrames | undefined;

  constructor(held: boolean) {
    this.#held = held ? new HeldFrames() : undefined;
  }

  abstract send(frames: readonly Frame[], token: string | undefined): void;

  /** Whether frames were dropped while held: the client must be brought up to date once more. */
  get overflowed(): boolean {
    return this.#held?.overflowed === true;
  }

  /** Holds frames from here on, and forgets those held before: the next sync page covers them. */
  hold(): void {
    this.#held = new HeldFrames();
  }

  /** Sends what was held, and from now on at once. */
  release(token: string): void {
    const held = this.#held?.take() ?? [];
    this.#held = undefined;
    if (held.length > 0) this.send(held, token);
  }

  /** true: the frames were kept for later. */
  protected keep(frames: readonly Frame[]): boolean {
    this.#held?.keep(frames);
    return this.#held !== undefined;
  }
}
