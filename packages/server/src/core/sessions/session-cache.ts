import type { Clock } from '../ports/clock.ts';
import type { Store } from '../store.ts';
import type { UserKind } from '../users/user.ts';

export interface LiveSession {
  userId: string;
  kind: UserKind;
  /** Epoch milliseconds. */
  expiresAt: number;
}

interface Entry {
  session: Promise<LiveSession | undefined>;
  /** Monotonic milliseconds at which the read began. */
  at: number;
}

/** How long a session that was ended on another node can still be used here where word of it does not come. */
const MAXIMUM_AGE = 1000;
const MAXIMUM_ENTRIES = 50_000;

/** Which sessions live, remembered for a second; what any node ends is forgotten as soon as it is heard. */
export class SessionCache {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.onEveryCommit((batches) => {
      for (const event of batches.flatMap((batch) => batch.events)) {
        if (event.type === 'session.ended') this.#forget(event.sessionIds);
      }
    });
  }

  /** undefined for a session that has ended, has expired or never was. */
  async find(sessionId: string): Promise<LiveSession | undefined> {
    const session = await this.#entryOf(sessionId).session;
    return session !== undefined && session.expiresAt > this.#clock.now() ? session : undefined;
  }

  #entryOf(sessionId: string): Entry {
    const now = this.#clock.monotonic();
    const known = this.#entries.get(sessionId);
    if (known !== undefined && now - known.at < MAXIMUM_AGE) return known;
    // The entry is there before its answer is: an end that commits while the read runs then still removes it.
    const entry = { session: this.#load(sessionId), at: now };
    entry.session.catch(() => this.#entries.delete(sessionId));
    this.#entries.delete(sessionId);
    if (this.#entries.size >= MAXIMUM_ENTRIES) this.#evictOldest();
    this.#entries.set(sessionId, entry);
    return entry;
  }

  async #load(sessionId: string): Promise<LiveSession | undefined> {
    const session = await this.#store.sessions.find(sessionId);
    if (session === undefined || session.endedAt !== null) return undefined;
    const user = await this.#store.users.find(session.userId);
    return user && { userId: user.id, kind: user.kind, expiresAt: session.expiresAt };
  }

  #forget(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.#entries.delete(id);
  }

  #evictOldest(): void {
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}
