import { type Capabilities, sqliteCapabilities } from '../capabilities.ts';
import type { Connection } from '../sql/executor.ts';
import type { SqliteConnection } from './connection.ts';
import type { WriterLists } from './writer-lists.ts';

/**
 * Reads what is committed, on whichever handle can: on the writer’s while it has no transaction open, else on that for
 * reading. A handle forgets all the pages that it has in memory once another one has committed; the writer’s never does.
 */
export class CurrentConnection implements Connection {
  readonly capabilities: Capabilities = sqliteCapabilities;
  readonly lists: WriterLists;
  readonly #choose: () => SqliteConnection;

  constructor(lists: WriterLists, choose: () => SqliteConnection) {
    this.lists = lists;
    this.#choose = choose;
  }

  query(sql: string, parameters: readonly unknown[]): unknown[] {
    return this.#choose().query(sql, parameters);
  }

  first(sql: string, parameters: readonly unknown[]): unknown {
    return this.#choose().first(sql, parameters);
  }

  run(sql: string, parameters: readonly unknown[]): number {
    return this.#choose().run(sql, parameters);
  }

  put(sql: string, parameters: readonly unknown[]): void {
    this.#choose().put(sql, parameters);
  }
}
