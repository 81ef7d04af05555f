import type { Credentials, Input, Me } from '@parlance/protocol';
import type { CredentialStore } from './credentials.ts';
import { ParlanceError, toParlanceError } from './errors.ts';
import type { Rest } from './rest.ts';

const REFRESH_AHEAD_MS = 30_000;
const REFRESH_AT_MOST_EVERY_MS = 60_000;

export type EntryOperation = 'auth.register' | 'auth.login' | 'auth.guest' | 'auth.external';

export interface AuthOptions {
  readonly rest: Rest;
  readonly store: CredentialStore;
  readonly now: () => number;
  /** The session is over and cannot be renewed. */
  readonly onEnded: (reason: string) => void;
}

/** Holds the session: logs in, keeps the access token fresh, notices its end. */
export class Auth {
  readonly #options: AuthOptions;
  #credentials: Credentials | null = null;
  #refreshing: Promise<string> | null = null;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  get signedIn(): boolean {
    return this.#credentials !== null;
  }

  async enter<Id extends EntryOperation>(operationId: Id, input: Input<Id>): Promise<Me> {
    const credentials = (await this.#options.rest.request(operationId, input)) as Credentials;
    await this.#options.store.save(credentials);
    this.#credentials = credentials;
    this.#refreshedAt = this.#options.now();
    return credentials.user;
  }

  async restore(): Promise<Me | null> {
    this.#credentials = await this.#options.store.load();
    return this.#credentials?.user ?? null;
  }

  /** Ends the session here at once, and on the server if it can be reached. */
  async leave(): Promise<void> {
    const credentials = this.#credentials;
    this.#credentials = null;
    await this.#options.store.clear();
    if (credentials === null) return;
    // Signing out must work offline; a session that could not be told ends by its own age.
    await this.#options.rest.request('auth.logout', {}, { token: credentials.access_token }).catch(() => undefined);
  }

  /** A token that should still be good. Throws `signed_out`, or `network` when a due refresh cannot be made. */
  async accessToken(): Promise<string> {
    const credentials = this.#credentials;
    if (credentials === null) throw new ParlanceError('signed_out', 'Log in first: there is no session.');
    const now = this.#options.now();
    const due = credentials.access_expires_at - REFRESH_AHEAD_MS <= now;
    // A device clock that runs ahead makes every token look expired: then wait for the server to say so.
    if (!due || now - this.#refreshedAt < REFRESH_AT_MOST_EVERY_MS) return credentials.access_token;
    return this.refresh(credentials.access_token);
  }

  /** Trades the refresh token, once for all who ask at the same time. `stale` is the access token that was refused. */
  refresh(stale: string): Promise<string> {
    const current = this.#credentials;
    if (current !== null && current.access_token !== stale) return Promise.resolve(current.access_token);
    this.#refreshing ??= this.#options.store
      .exclusive(() => this.#renew(stale))
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  /** Forgets the session because the server said it is over. */
  async end(reason: string): Promise<void> {
    if (this.#credentials === null) return;
    this.#credentials = null;
    this.#options.onEnded(reason);
    await this.#options.store.clear();
  }

  async #renew(stale: string): Promise<string> {
    const stored = await this.#options.store.load();
    const mine = this.#credentials;
    if (mine === null || stored === null || stored.user.id !== mine.user.id) {
      if (mine !== null) {
        // Another tab logged out or logged in as somebody else: what it stored is not ours to clear.
        this.#credentials = null;
        this.#options.onEnded('signed_out');
      }
      throw new ParlanceError('signed_out', 'The session was ended in another window.');
    }
    // Another tab was faster.
    const credentials = stored.access_token === stale ? await this.#trade(stored) : stored;
    this.#credentials = credentials;
    this.#refreshedAt = this.#options.now();
    return credentials.access_token;
  }

  async #trade(stored: Credentials): Promise<Credentials> {
    try {
      const fresh = await this.#options.rest.request('auth.refresh', { refresh_token: stored.refresh_token });
      await this.#options.store.save(fresh);
      return fresh;
    } catch (thrown) {
      const error = toParlanceError(thrown);
      if (!error.retryable) await this.end(error.code);
      throw error;
    }
  }
}
