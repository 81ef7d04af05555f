import type { Credentials } from '@parlance/protocol';
import type { CredentialStore } from './credentials.ts';

/** Keeps the tokens in localStorage (or another Storage), shared by all tabs of the origin. */
export class WebStorageCredentials implements CredentialStore {
  readonly #key: string;
  readonly #storage: Storage;
  #last: Promise<unknown> = Promise.resolve();

  constructor(key = 'parlance.credentials', storage: Storage = globalThis.localStorage) {
    this.#key = key;
    this.#storage = storage;
  }

  async load(): Promise<Credentials | null> {
    const text = this.#storage.getItem(this.#key);
    if (text === null) return null;
    try {
      return JSON.parse(text) as Credentials;
    } catch {
      // Somebody else wrote under this key: as good as signed out.
      return null;
    }
  }

  async save(credentials: Credentials): Promise<void> {
    this.#storage.setItem(this.#key, JSON.stringify(credentials));
  }

  async clear(): Promise<void> {
    this.#storage.removeItem(this.#key);
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const locks = globalThis.navigator?.locks;
    // Web Locks reach across tabs; pages without them (plain http) at least queue within the tab.
    const run = locks === undefined ? work : () => locks.request(this.#key, work) as Promise<T>;
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
