import { hash } from 'node:crypto';

/** A row as either database hands it out. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Counts rows and sums up their hashes, so that two tables can be compared that are read in different orders.
 * The columns are hashed in the order in which they are given.
 */
export class Fingerprint {
  readonly #columns: readonly string[];
  rows = 0;
  #sum = 0n;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  add(row: Row): void {
    const text = JSON.stringify(this.#columns.map((column) => toPlain(row[column])));
    const digest = Buffer.from(hash('sha256', text), 'hex');
    this.#sum = BigInt.asUintN(64, this.#sum + digest.readBigUInt64BE());
    this.rows += 1;
  }

  /** The number of rows and 16 hexadecimal digits. */
  toString(): string {
    return `${this.rows} rows, ${this.#sum.toString(16).padStart(16, '0')}`;
  }
}

/** What one database calls true and bytes, the other may call 1 and an array of numbers. */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return value ?? null;
}
