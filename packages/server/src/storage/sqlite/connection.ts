import { type Capabilities, sqliteCapabilities } from '../capabilities.ts';
import type { Connection } from '../sql/executor.ts';
import type { SqliteDatabase, SqliteStatement } from './driver.ts';
import type { WriterLists } from './writer-lists.ts';
import { WriterRows } from './writer-rows.ts';

/** How many statements are kept prepared; more texts than this come only from lists of varying length. */
const KEPT_STATEMENTS = 500;

/** Runs statements at once on one handle; the promises are resolved already. */
export class SqliteConnection implements Connection {
  readonly capabilities: Capabilities = sqliteCapabilities;
  readonly #database: SqliteDatabase;
  /** How many statements were run: a measure of how much was written. */
  executed = 0;
  /** How many of them could have changed something. */
  written = 0;
  readonly cache?: WriterRows;
  readonly lists?: WriterLists;
  readonly #statements = new Map<string, SqliteStatement>();

  /** `writes`: no other handle ever writes to this database, and here it notes what; `reads` knows what that one notes. */
  constructor(database: SqliteDatabase, { writes, reads }: { writes?: WriterLists; reads?: WriterLists } = {}) {
    this.#database = database;
    if (reads !== undefined) this.lists = reads;
    if (writes === undefined) return;
    this.cache = new WriterRows(database, writes, () => {
      this.written += 1;
      this.executed += 1;
    });
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    this.cache?.before(sql);
    if (!sql.startsWith('select')) this.written += 1;
    return this.#prepare(sql).all(...parameters);
  }

  async run(sql: string, parameters: readonly unknown[]): Promise<number> {
    this.cache?.before(sql);
    this.written += 1;
    return Number(this.#prepare(sql).run(...parameters).changes);
  }

  /** Runs a statement now, for the engine’s own begin, savepoint and commit. */
  execute(sql: string): void {
    this.#prepare(sql).run();
  }

  #prepare(sql: string): SqliteStatement {
    this.executed += 1;
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
