import type { Call } from '../call.ts';
import type { SyncEngine } from './engine.ts';

const EVERY_MS = 5000;
/** By so much more or less: those who hear a room together do not acknowledge together. */
const SPREAD = 0.2;
const EVERY_EVENTS = 100;

/** Tells the server up to where this device has everything stored; others see it as delivered. */
export class Acknowledger {
  readonly #engine: SyncEngine;
  readonly #call: Call;
  readonly #stored: () => Promise<void>;
  #told: string | null = null;
  #events = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending = false;
  #running = false;

  constructor(engine: SyncEngine, call: Call, stored: () => Promise<void>) {
    this.#engine = engine;
    this.#call = call;
    this.#stored = stored;
  }

  start(): void {
    this.#running = true;
    this.#schedule();
  }

  stop(): void {
    this.#running = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#events = 0;
  }

  /** An event or a page has been taken in. */
  note(): void {
    if (!this.#running) return;
    this.#events += 1;
    if (this.#events >= EVERY_EVENTS) void this.#send();
    else this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#send(), EVERY_MS * (1 + SPREAD * (2 * Math.random() - 1)));
  }

  async #send(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#sending) return this.#schedule();
    const { token } = this.#engine.state;
    if (token === null || token === this.#told) return;
    this.#events = 0;
    this.#sending = true;
    try {
      await this.#stored();
      await this.#call('sync.acknowledge', { token });
      this.#told = token;
    } catch {
      // A receipt that is not told now is contained in the next one.
    } finally {
      this.#sending = false;
    }
  }
}
