import type { Cache, CacheChange } from './cache.ts';

interface Waiting {
  change: CacheChange;
  done: Promise<void>;
  resolve: () => void;
}

/**
 * Writes changes to the cache in order, one write at a time; what arrives during a write is joined into the next. A
 * cache that fails is left alone from then on: it stays at its last whole state, and its token will fetch the rest.
 */
export class CacheWriter {
  readonly #cache: Cache;
  readonly #onFailure: (error: unknown) => void;
  #running = false;
  #failed = false;
  #waiting: Waiting | null = null;
  #current: Promise<void> = Promise.resolve();

  constructor(cache: Cache, onFailure: (error: unknown) => void) {
    this.#cache = cache;
    this.#onFailure = onFailure;
  }

  /** Resolves once the change is stored, or given up with the cache. Never rejects. */
  write(change: CacheChange): Promise<void> {
    if (this.#failed || Object.keys(change).length === 0) return this.idle();
    if (this.#waiting === null) {
      let resolve!: () => void;
      const done = new Promise<void>((settle) => {
        resolve = settle;
      });
      this.#waiting = { change, done, resolve };
    } else {
      this.#waiting.change = joinChanges(this.#waiting.change, change);
    }
    const { done } = this.#waiting;
    if (!this.#running) {
      this.#running = true;
      // Not at once: all changes of this turn go into one write.
      queueMicrotask(() => void this.#run());
    }
    return done;
  }

  /** Resolves once everything asked for so far is stored. */
  idle(): Promise<void> {
    return this.#waiting?.done ?? this.#current;
  }

  async #run(): Promise<void> {
    while (this.#waiting !== null) {
      const { change, done, resolve } = this.#waiting;
      this.#waiting = null;
      this.#current = done;
      try {
        if (!this.#failed) await this.#cache.apply(change);
      } catch (error) {
        this.#failed = true;
        this.#onFailure(error);
      }
      resolve();
    }
    this.#running = false;
  }
}

/** Two changes in a row as one with the same effect. */
export function joinChanges(first: CacheChange, second: CacheChange): CacheChange {
  const dropped = new Set(second.dropped ?? []);
  const forgotten = new Set(second.forgotten ?? []);
  const settled = new Set(second.settled ?? []);
  const joined: Record<string, unknown> = { ...first, ...second };
  const put = (
    name: keyof CacheChange,
    before: readonly unknown[] | undefined,
    after: readonly unknown[] | undefined,
  ) => {
    if (before !== undefined || after !== undefined) joined[name] = [...(before ?? []), ...(after ?? [])];
  };
  const heads = first.heads?.filter((head) => !dropped.has(head.id));
  const messages = first.messages?.filter(
    ({ id, conversation_id }) => !dropped.has(conversation_id) && !forgotten.has(id),
  );
  put('users', first.users, second.users);
  put('heads', heads, second.heads);
  put('dropped', first.dropped, second.dropped);
  put('messages', messages, second.messages);
  put('forgotten', first.forgotten, second.forgotten);
  put(
    'outbox',
    first.outbox?.filter((entry) => !settled.has(entry.client_id)),
    second.outbox,
  );
  const again = new Set((second.outbox ?? []).map((entry) => entry.client_id));
  put(
    'settled',
    first.settled?.filter((id) => !again.has(id)),
    second.settled,
  );
  return joined as CacheChange;
}
