import { type Capabilities, sqliteCapabilities } from '../capabilities.ts';
import type { Connection } from '../sql/executor.ts';
import type { SqliteDatabase, SqliteStatement } from './driver.ts';
import { Rows } from './rows.ts';
import type { WriterLists } from './writer-lists.ts';
import { type Traits, toTraits, WriterRows } from './writer-rows.ts';

/** How many statements are kept prepared; more texts than this come only from lists of varying length. */
const KEPT_STATEMENTS = 500;

interface Kept {
  statement: SqliteStatement;
  rows: Rows;
  reads: boolean;
  traits: Traits;
}

/** Runs statements at once on one handle; nothing is promised, and faults are thrown. */
export class SqliteConnection implements Connection {
  readonly capabilities: Capabilities = sqliteCapabilities;
  readonly #database: SqliteDatabase;
  /** How many statements were run: a measure of how much was written. */
  executed = 0;
  /** How many of them could have changed something. */
  written = 0;
  readonly cache?: WriterRows;
  readonly lists?: WriterLists;
  readonly #statements = new Map<string, Kept>();

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

  query(sql: string, parameters: readonly unknown[]): unknown[] {
    const { statement, rows } = this.#ready(sql);
    return rows.all(statement.all(...parameters));
  }

  first(sql: string, parameters: readonly unknown[]): unknown {
    const { statement, rows } = this.#ready(sql);
    const row = statement.get(...parameters);
    return row === undefined ? undefined : rows.one(row);
  }

  run(sql: string, parameters: readonly unknown[]): number {
    return Number(this.#ready(sql).statement.run(...parameters).changes);
  }

  put(sql: string, parameters: readonly unknown[]): void {
    // Unlike `run` this makes no object of what it changed.
    this.#ready(sql).statement.get(...parameters);
  }

  /** Runs a statement now, for the engine’s own begin, savepoint and commit. */
  execute(sql: string): void {
    this.#prepare(sql).statement.get();
  }

  #ready(sql: string): Kept {
    const kept = this.#prepare(sql);
    this.cache?.before(kept.traits);
    if (!kept.reads) this.written += 1;
    return kept;
  }

  #prepare(sql: string): Kept {
    this.executed += 1;
    let kept = this.#statements.get(sql);
    if (kept === undefined) {
      const statement = this.#database.prepare(sql);
      kept = { statement, rows: new Rows(statement), reads: sql.startsWith('select'), traits: toTraits(sql) };
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, kept);
    }
    return kept;
  }
}
