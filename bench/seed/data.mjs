// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const DRIVER = new URL('../../packages/server/dist/storage/sqlite/driver.js', import.meta.url).href;

/**
 * The server's own driver and file, so that both are what the server uses.
 * @param {string} dataDirectory
 * @returns {Promise<Database>}
 */
export async function openData(dataDirectory) {
  const { openDatabase } = await import(DRIVER);
  const file = readdirSync(dataDirectory).find((name) => /\.(db|sqlite3?)$/.test(name));
  if (file === undefined) throw new Error(`There is no SQLite database in ${dataDirectory}. Has the server run there?`);
  return openDatabase(join(dataDirectory, file));
}

/**
 * @typedef {{ exec: (sql: string) => void, prepare: (sql: string) => Statement, close: () => void }} Database
 * @typedef {{ all: (...parameters: unknown[]) => Row[], get: (...parameters: unknown[]) => unknown, run: (...parameters: unknown[]) => unknown }} Statement
 * @typedef {Record<string, string | number | bigint | null>} Row
 */

/** @param {Database} database @param {string} sql @param {unknown[]} parameters @returns {Row} */
export function first(database, sql, ...parameters) {
  const row = database.prepare(sql).get(...parameters);
  if (row === undefined) throw new Error(`Nothing found by: ${sql}`);
  return /** @type {Row} */ (row);
}

/** A row id of the form that the server gives, which later ones follow in order. @param {string} kind four hexadecimal digits @param {string} number SQL */
export function idOf(kind, number) {
  return `'01900000-0000-7000-${kind}-' || printf('%012x', ${number})`;
}

/**
 * Copies one row `count` times, with columns of its own as SQL over `n` (1 … count); whatever else the schema has is copied
 * as the server filled it.
 * @param {Database} database
 * @param {string} table
 * @param {{ row: string, parameters: unknown[], own: Record<string, string>, count: number }} request `row`: SQL that finds it
 */
export function copyRow(database, table, { row, parameters, own, count }) {
  const columns = database.prepare(`pragma table_info(${table})`).all();
  const names = columns.map((column) => String(column.name));
  const missing = Object.keys(own).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`The table ${table} has no ${missing.join(', ')}.`);
  database
    .prepare(
      `with recursive step (n) as (select 1 union all select n + 1 from step where n < ${count})
       insert into ${table} (${names.join(', ')})
       select ${names.map((name) => own[name] ?? name).join(', ')} from step, (select * from ${table} where ${row})`,
    )
    .run(...parameters);
}

/**
 * Works on the data of a stopped server in one transaction. `work` gets the newest global position and returns by how much
 * it grew.
 * @param {string} dataDirectory @param {(database: Database, gpos: number) => number} work
 */
export async function growData(dataDirectory, work) {
  const database = await openData(dataDirectory);
  database.exec('pragma synchronous = off; pragma cache_size = -200000');
  try {
    database.exec('begin immediate');
    const gpos = Number(first(database, "select value from meta where key = 'gpos'").value);
    const grown = work(database, gpos);
    database.prepare("update meta set value = ? where key = 'gpos'").run(String(gpos + grown));
    database.exec('commit');
    database.exec('pragma optimize; pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
}
