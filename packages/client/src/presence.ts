import type { Presence, WireEvent } from '@parlance/protocol';
import type { Call } from './call.ts';
import { type Store, ValueStore } from './store.ts';

const MOST = 500;
const SETTLE_MS = 50;

export interface PresenceOptions {
  readonly call: Call;
  /** Asks again this often, where no connection is always there to hear changes; null: it is. */
  readonly renewMs: number | null;
}

/** Who is online, of those somebody here wants to know about. */
export class PresenceWatch {
  readonly #options: PresenceOptions;
  readonly #presence = new ValueStore<ReadonlyMap<string, Presence>>(new Map());
  /** User id → how many watch; the last added last. */
  readonly #watched = new Map<string, number>();
  #running = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  get presence(): Store<ReadonlyMap<string, Presence>> {
    return this.#presence;
  }

  watch(userIds: readonly string[]): () => void {
    const ids = new Set(userIds);
    for (const id of ids) this.#watched.set(id, (this.#watched.get(id) ?? 0) + 1);
    this.#schedule(SETTLE_MS);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      for (const id of ids) this.#release(id);
      this.#schedule(SETTLE_MS);
    };
  }

  hear(event: WireEvent): void {
    if (event.type === 'presence.changed') this.#put([event.data]);
  }

  /** A connection is live: the server knows nothing of former subscriptions. */
  start(): void {
    this.#running = true;
    if (this.#watched.size > 0) this.#schedule(0);
  }

  stop(): void {
    this.#running = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  clear(): void {
    this.stop();
    this.#presence.set(new Map());
  }

  #release(id: string): void {
    const left = (this.#watched.get(id) ?? 1) - 1;
    if (left > 0) this.#watched.set(id, left);
    else this.#watched.delete(id);
  }

  #schedule(delay: number): void {
    if (!this.#running) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // What fails here is asked again when the next connection is live.
      this.#refresh().catch(() => undefined);
    }, delay);
  }

  async #refresh(): Promise<void> {
    const { call, renewMs } = this.#options;
    if (renewMs !== null && this.#watched.size > 0) this.#schedule(renewMs);
    const { presence } = await call('presence.subscribe', { user_ids: [...this.#watched.keys()].slice(-MOST) });
    this.#put(presence);
  }

  #put(changed: readonly Presence[]): void {
    if (changed.length === 0) return;
    const next = new Map(this.#presence.get());
    for (const presence of changed) next.set(presence.user_id, presence);
    this.#presence.set(next);
  }
}
