import type { Call } from '../call.ts';
import type { SyncEngine } from './engine.ts';

const BEHIND_MS = 5000;
const SPREAD_MS = 2000;

export interface ResumerOptions {
  readonly engine: SyncEngine;
  readonly call: Call;
  /** Changes with every connection: what was asked on an earlier one is not applied to a later. */
  readonly generation: () => number;
  readonly random: () => number;
}

/** Finds loss on a connection that looks healthy: a frontier ahead of the token, and nothing coming to explain it. */
export class Resumer {
  readonly #options: ResumerOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running = false;

  constructor(options: ResumerOptions) {
    this.#options = options;
  }

  /** The server stands at `frontier`. */
  noteFrontier(frontier: string): void {
    if (frontier === this.#options.engine.state.token) this.stop();
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== null || this.#running) return;
    // Spread, because the server's heartbeat reaches everybody at the same moment.
    const delay = BEHIND_MS + this.#options.random() * SPREAD_MS;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#resume();
    }, delay);
  }

  /** Something durable arrived: what the heartbeat spoke of may still be on its way. */
  noteArrival(): void {
    this.stop();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #resume(): Promise<void> {
    const { engine, call, generation } = this.#options;
    const started = generation();
    this.#running = true;
    let cursor = engine.state.token;
    try {
      for (let more = true; more; ) {
        const page = await call('sync.page', cursor === null ? {} : { since: cursor });
        if (started !== generation()) return;
        await engine.applyPage(page);
        cursor = page.token;
        more = page.has_more;
      }
    } catch {
      // The next heartbeat asks again, and a lost connection resumes anyway.
    } finally {
      this.#running = false;
    }
  }
}
