import { createRequire } from 'node:module';

/** The part of the `node:sqlite` interface that both drivers share and we use. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteStatement {
  all(...parameters: unknown[]): unknown[];
  get(...parameters: unknown[]): unknown;
  /** One row after the other, without holding them all. */
  iterate(...parameters: unknown[]): Iterable<unknown>;
  run(...parameters: unknown[]): { changes: number | bigint };
  /** Rows as lists of values from now on, which take about half the time to make. Node’s own has it from 22.16 on. */
  setReturnArrays?(enabled: boolean): void;
  columns?(): { name: string }[];
}

interface SqliteModule {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => SqliteDatabase;
}

const require = createRequire(import.meta.url);

/** Node’s own SQLite from 22.13 on; before that a package with the same interface. */
export function sqliteModulePath(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const builtIn = major > 22 || (major === 22 && minor >= 13);
  return builtIn ? 'node:sqlite' : require.resolve('@photostructure/sqlite');
}

export function openDatabase(path: string, options: { readOnly?: boolean } = {}): SqliteDatabase {
  const { DatabaseSync } = requireQuietly(sqliteModulePath());
  return new DatabaseSync(path, options);
}

/**
 * Node says of its own SQLite, once in each thread, that it may change; who runs the server can do nothing about that, and
 * it would stand above every answer of the command line.
 */
function requireQuietly(id: string): SqliteModule {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return require(id) as SqliteModule;
  } finally {
    process.emitWarning = emitWarning;
  }
}
