import type { SqliteStatement } from './driver.ts';

type Row = Record<string, unknown>;

/** Makes objects of a statement’s rows. The driver would look up and make each column’s name for each row. */
export class Rows {
  readonly #statement: SqliteStatement;
  readonly #isList: boolean;
  #names: readonly string[] = [];

  constructor(statement: SqliteStatement) {
    this.#statement = statement;
    this.#isList = statement.setReturnArrays !== undefined && statement.columns !== undefined;
    if (this.#isList) statement.setReturnArrays?.(true);
  }

  all(rows: unknown[]): unknown[] {
    return this.#isList ? rows.map((row) => this.#toObject(row as unknown[])) : rows;
  }

  one(row: unknown): unknown {
    return this.#isList ? this.#toObject(row as unknown[]) : row;
  }

  #toObject(values: unknown[]): Row {
    // `select *` has more columns after a migration.
    if (this.#names.length !== values.length) this.#names = (this.#statement.columns?.() ?? []).map(({ name }) => name);
    const row: Row = {};
    let index = 0;
    for (const name of this.#names) {
      row[name] = values[index];
      index += 1;
    }
    return row;
  }
}
