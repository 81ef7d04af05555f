import { BYTE_BUDGET } from './connection.ts';
import type { Frame } from './frame.ts';

/** Keeps what happens while a client is being brought up to date, within the byte budget. */
export class HeldFrames {
  #frames: Frame[] = [];
  #bytes = 0;
  #overflowed = false;

  /** Whether frames had to be dropped: the client must be brought up to date once more. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  keep(frames: readonly Frame[]): void {
    if (this.#overflowed) return;
    for (const frame of frames) {
      if (frame.ephemeral) continue;
      this.#frames.push(frame);
      this.#bytes += frame.json().length;
    }
    if (this.#bytes <= BYTE_BUDGET) return;
    this.#frames = [];
    this.#overflowed = true;
  }

  take(): readonly Frame[] {
    return this.#frames;
  }
}
