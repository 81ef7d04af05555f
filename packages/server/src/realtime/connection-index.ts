import type { Connection } from './connections/connection.ts';

const NOBODY: readonly Connection[] = [];

/** Connections by a key. Most keys have one, and keep no set for it: with many idle people that is what they cost here. */
export class ConnectionIndex {
  readonly #entries = new Map<string, Connection | Set<Connection>>();

  add(key: string, connection: Connection): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, connection);
    else if (entry instanceof Set) entry.add(connection);
    else if (entry !== connection) this.#entries.set(key, new Set([entry, connection]));
  }

  remove(key: string, connection: Connection): void {
    const entry = this.#entries.get(key);
    if (entry === connection) this.#entries.delete(key);
    else if (entry instanceof Set && entry.delete(connection) && entry.size === 0) this.#entries.delete(key);
  }

  of(key: string): Iterable<Connection> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return NOBODY;
    return entry instanceof Set ? entry : [entry];
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  count(key: string): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    return entry instanceof Set ? entry.size : 1;
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }
}
