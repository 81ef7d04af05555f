import { delayBeforeRetry } from '../backoff.ts';
import type { Call } from '../call.ts';
import { toParlanceError } from '../errors.ts';
import type { SyncEngine } from './engine.ts';
import { gatherChanges } from './gather-changes.ts';

const HOLD_MS = 1000;
/** A hole wider than this many pages becomes a marked gap, which is filled when the conversation is opened. */
const MOST_PAGES = 4;

/** Watches for holes in conversations: gives the missing event a second to arrive, then asks for it. */
export class GapKeeper {
  readonly #engine: SyncEngine;
  readonly #call: Call;
  readonly #random: () => number;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #closing = new Set<string>();
  #stopped = true;

  constructor(engine: SyncEngine, call: Call, random: () => number) {
    this.#engine = engine;
    this.#call = call;
    this.#random = random;
  }

  start(): void {
    this.#stopped = false;
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** There is a hole in the conversation, or there may be one. */
  watch(id: string): void {
    if (this.#stopped || this.#timers.has(id) || this.#closing.has(id)) return;
    this.#schedule(id, HOLD_MS, 0);
  }

  #schedule(id: string, delay: number, attempt: number): void {
    const look = () => {
      this.#timers.delete(id);
      if (this.#engine.hasHole(id)) void this.#close(id, attempt);
    };
    this.#timers.set(id, setTimeout(look, delay));
  }

  async #close(id: string, attempt: number): Promise<void> {
    this.#closing.add(id);
    try {
      await this.#ask(id);
      this.#closing.delete(id);
      if (this.#engine.hasHole(id)) this.watch(id);
    } catch (thrown) {
      this.#closing.delete(id);
      const error = toParlanceError(thrown);
      if (this.#stopped) return;
      if (error.retryable) this.#schedule(id, delayBeforeRetry(attempt, this.#random, error.retryAfterMs), attempt + 1);
      // Not mine to read any more: what is held of it can never be applied.
      else if (error.status === 403 || error.status === 404) this.#engine.abandon(id);
    }
  }

  async #ask(id: string): Promise<void> {
    const after = this.#engine.position(id);
    if (after === undefined) {
      const view = await this.#call('conversations.get', { conversation_id: id });
      if (view.membership?.state === 'active') this.#engine.takeView(view);
      else this.#engine.abandon(id);
      return;
    }
    this.#engine.reportGap(id, after);
    const changes = await gatherChanges(this.#call, id, after, MOST_PAGES);
    if (changes !== null) return this.#engine.closeHole(id, changes);
    const view = await this.#call('conversations.get', { conversation_id: id });
    this.#engine.skipHole(view);
  }
}
