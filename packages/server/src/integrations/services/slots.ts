/** Lets so many work at a time, and so many more wait for their turn. */
export class Slots {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  /** Resolves with true once there is room, after which `free` must be called; with false when there is none in time. */
  async take(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (this.#taken < this.#most) {
      this.#taken += 1;
      return true;
    }
    if (this.#waiting.length >= this.#mostWaiting || signal.aborted) return false;
    return new Promise((resolve) => {
      const end = (got: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(got);
      };
      const turn = (): void => end(true);
      const giveUp = (): void => {
        const place = this.#waiting.indexOf(turn);
        // Its turn may have come in the same moment; then the slot is its own.
        if (place === -1) return;
        this.#waiting.splice(place, 1);
        end(false);
      };
      const timer = setTimeout(giveUp, milliseconds);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(turn);
    });
  }

  /** Hands the slot to the one who has waited longest. */
  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken -= 1;
    else next();
  }
}
