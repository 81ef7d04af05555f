import type { Executor } from '../../sql/executor.ts';
import { checks } from '../checks.ts';
import { Fingerprint, type Row } from './fingerprint.ts';
import { PostgresTarget } from './postgres-target.ts';
import { SqliteSource, type Table } from './sqlite-source.ts';

export interface Move {
  /** Where the SQLite file is; no server may run on it. */
  dataDir: string;
  /** postgres://… of an empty database. */
  url: string;
  /** Hears, one line at a time, how far it is. */
  tell: (line: string) => void;
}

/** Rows in one statement, and the characters of JSON after which it is sent with fewer. */
const BATCH_ROWS = 2_000;
const BATCH_CHARACTERS = 4_000_000;
/** How often a long table says how far it is. Milliseconds. */
const TELL_EVERY = 5_000;

/**
 * Copies an installation from its SQLite file into an empty PostgreSQL database with every id, number and setting, reads
 * all of it back and compares, and then closes the file to servers. In one transaction: what fails leaves nothing.
 * Throws with a plain text.
 */
export async function moveToPostgres({ dataDir, url, tell }: Move): Promise<void> {
  const source = await SqliteSource.open(dataDir);
  try {
    const target = await PostgresTarget.open(url);
    try {
      const tables = source.tables();
      for (const table of tables) await requireSameColumns(table, target);
      for (const table of tables) await copyTable(source, target, table, tell);
      tell('Building indexes');
      await target.finishTables();
      await compareFaults(source.executor, target.executor, tell);
      await target.putSettings(source.settings(), source.gpos);
      await target.commit();
    } finally {
      await target.close();
    }
    source.markMoved(new Date());
  } finally {
    source.close();
  }
}

async function requireSameColumns(table: Table, target: PostgresTarget): Promise<void> {
  const wanted = table.columns.toSorted().join(', ');
  const found = (await target.columnsOf(table.name)).toSorted().join(', ');
  if (wanted === found) return;
  throw new Error(`The table ${table.name} has the columns ${wanted} in SQLite, and ${found || 'none'} in PostgreSQL.`);
}

async function copyTable(
  source: SqliteSource,
  target: PostgresTarget,
  table: Table,
  tell: (line: string) => void,
): Promise<void> {
  const read = new Fingerprint(table.columns);
  let told = Date.now();
  for (const batch of inBatches(source.rowsOf(table))) {
    await target.insert(table.name, batch);
    for (const row of batch) read.add(row);
    if (Date.now() - told < TELL_EVERY) continue;
    told = Date.now();
    tell(`${table.name}: ${read.rows} of ${table.rows}`);
  }
  const stored = new Fingerprint(table.columns);
  for await (const row of target.rowsOf(table.name)) stored.add(row);
  if (String(stored) !== String(read) || stored.rows !== table.rows) {
    throw new Error(`The table ${table.name} came out different: ${read} were read, ${stored} are stored.`);
  }
  tell(`${table.name}: ${stored}`);
}

function* inBatches(rows: Iterable<Row>): Generator<Row[]> {
  let batch: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    batch.push(row);
    for (const value of Object.values(row)) characters += typeof value === 'string' ? value.length : 8;
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** What the doctor finds must be the same on both sides; what was wrong before stays wrong, and is said. */
async function compareFaults(before: Executor, after: Executor, tell: (line: string) => void): Promise<void> {
  for (const check of checks) {
    const [found, brought] = [await check.find(after), await check.find(before)];
    if (found.toSorted().join('\n') !== brought.toSorted().join('\n')) {
      throw new Error(`${check.name} came out different: ${found[0] ?? brought[0]}`);
    }
    if (found.length > 0) tell(`${check.name}: wrong before the move and after it; see parlance doctor.`);
  }
}
