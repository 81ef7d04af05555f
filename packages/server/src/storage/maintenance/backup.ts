import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Executor } from '../sql/executor.ts';
import { migrations } from '../sql/migrations/index.ts';
import { SqliteConnection } from '../sqlite/connection.ts';
import { openDatabase, type SqliteDatabase } from '../sqlite/driver.ts';
import { claimFolder } from '../sqlite/open.ts';
import { renewEpoch } from './epoch.ts';

/**
 * Copies the SQLite database of a data folder into one file, of one moment, while a server may be writing. The copy has
 * an epoch of its own, so that no client takes tokens of what came later for tokens of the copy.
 * Throws with a plain text; nothing is left behind then.
 */
export async function backUpSqlite(dataDir: string, target: string): Promise<void> {
  const file = join(dataDir, 'parlance.db');
  if (!existsSync(file)) throw new Error(`There is no database ${file}; set DATA_DIR to where it is.`);
  if (existsSync(target)) throw new Error(`${target} exists already; name another file.`);
  const folder = dirname(resolve(target));
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder} for the backup; make it first.`);
  const draft = `${target}.part`;
  try {
    beginDraft(draft);
    const database = openDatabase(file, { readOnly: true });
    try {
      database.exec('pragma busy_timeout = 5000');
      database.prepare('vacuum into ?').run(draft);
    } finally {
      database.close();
    }
    await withNewEpoch(draft);
    settle(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Puts a backup into a data folder that no server uses, or that is not there yet. What was there is kept beside it; its new
 * path is returned.
 */
export async function restoreSqlite(dataDir: string, source: string): Promise<string | undefined> {
  checkBackup(source);
  // On a new machine nothing has made it; with the rights that the first start would give it.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const release = claimFolder(dataDir);
  const file = join(dataDir, 'parlance.db');
  const draft = `${file}.part`;
  try {
    beginDraft(draft);
    const backup = openDatabase(source, { readOnly: true });
    backup.prepare('vacuum into ?').run(draft);
    backup.close();
    await withNewEpoch(draft);
    giveToOwner(dataDir, [draft, join(dataDir, 'parlance.lock')]);
    const kept = setAside(file);
    settle(draft, file);
    return kept;
  } finally {
    rmSync(draft, { force: true });
    release();
  }
}

/** Throws unless the file is a whole database that this version can serve. */
function checkBackup(source: string): void {
  if (!existsSync(source)) throw new Error(`There is no file ${source}.`);
  const database = openDatabase(source, { readOnly: true });
  try {
    const [result] = database.prepare('pragma quick_check').all() as { quick_check: string }[];
    if (result?.quick_check !== 'ok') throw new Error(`${source} is damaged: ${result?.quick_check}`);
    checkMigrations(database, source);
  } catch (fault) {
    const text = fault instanceof Error ? fault.message : String(fault);
    throw /not a database|no such table/.test(text) ? new Error(`${source} is no backup of Parlance: ${text}.`) : fault;
  } finally {
    database.close();
  }
}

function checkMigrations(database: SqliteDatabase, source: string): void {
  const rows = database.prepare(`select key from meta where key like 'migration:%'`).all() as { key: string }[];
  const known = new Set(migrations.map(({ name }) => `migration:${name}`));
  const foreign = rows.find(({ key }) => !known.has(key));
  if (rows.length === 0) throw new Error(`${source} is no backup of Parlance.`);
  if (foreign !== undefined)
    throw new Error(`${source} was made by a newer version (${foreign.key}); install that one.`);
}

async function withNewEpoch(file: string): Promise<void> {
  const copy = openDatabase(file);
  try {
    copy.exec('pragma journal_mode = delete; pragma synchronous = full');
    await renewEpoch(new Executor(new SqliteConnection(copy)));
  } finally {
    copy.close();
  }
}

/** The write-ahead log belongs to the file beside it: both go, or neither. */
function setAside(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const kept = `${file}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const ending of ['-wal', '-shm', '']) {
    if (existsSync(file + ending)) renameSync(file + ending, kept + ending);
  }
  return kept;
}

/** An empty file for this user alone, into which SQLite then writes: it holds what everybody wrote, and their passwords’ hashes. */
function beginDraft(draft: string): void {
  rmSync(draft, { force: true });
  closeSync(openSync(draft, 'wx', 0o600));
}

/** What root puts back for a server that runs as somebody else must be theirs, as the folder is; else it could not write. */
function giveToOwner(folder: string, files: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  for (const file of files) chownSync(file, uid, gid);
}

/** Gives a finished file its name, durably. */
function settle(draft: string, target: string): void {
  sync(draft, 'r+');
  renameSync(draft, target);
  sync(dirname(resolve(target)), 'r');
}

function sync(path: string, mode: 'r' | 'r+'): void {
  const handle = openSync(path, mode);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
