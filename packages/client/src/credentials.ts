import type { Credentials } from '@parlance/protocol';

/** Where the tokens of a session are kept between two starts. */
export interface CredentialStore {
  load(): Promise<Credentials | null>;
  save(credentials: Credentials): Promise<void>;
  clear(): Promise<void>;
  /** Runs `work` while no other client on the same store does; refresh tokens work once, so two may not race. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps the tokens until the program ends. */
export class MemoryCredentials implements CredentialStore {
  #credentials: Credentials | null = null;
  #last: Promise<unknown> = Promise.resolve();

  async load(): Promise<Credentials | null> {
    return this.#credentials;
  }

  async save(credentials: Credentials): Promise<void> {
    this.#credentials = credentials;
  }

  async clear(): Promise<void> {
    this.#credentials = null;
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
