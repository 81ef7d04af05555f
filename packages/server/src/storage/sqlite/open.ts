import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrate } from '../sql/migrations/index.ts';
import { SqliteConnection } from './connection.ts';
import { openDatabase, type SqliteDatabase } from './driver.ts';

/**
 * One process owns a data folder. The claim is SQLite’s own file lock, which the system drops with the process,
 * however it ends. Returns what gives the folder up.
 */
export function claimFolder(folder: string): () => void {
  let lock: SqliteDatabase | undefined;
  try {
    lock = openDatabase(join(folder, 'parlance.lock'));
    lock.exec('pragma busy_timeout = 0; begin exclusive');
    return () => lock?.close();
  } catch (fault) {
    lock?.close();
    const said = fault instanceof Error ? fault.message : String(fault);
    // Whatever else keeps the file from being locked would not go away with the other server that nobody finds.
    if (!/locked|busy/i.test(said)) {
      throw new Error(
        `The data folder ${folder} cannot be used: ${said}. DATA_DIR must be a folder that this user may write.`,
      );
    }
    throw new Error(`Another Parlance server is using the data folder ${folder}. Stop it, or choose another DATA_DIR.`);
  }
}

/** The setting that a move to PostgreSQL leaves behind: when it was. */
export const MOVED_AT = 'moved_at';

/** Opens for writing, migrates, and reads where the global position stands. */
export async function prepareDatabase(
  file: string,
): Promise<{ writer: SqliteDatabase; gpos: number; fresh: string[] }> {
  const writer = openDatabase(file);
  writer.exec(
    // The patience comes first: after a crash the very next statement reads the log, which another reader may be doing.
    // The cache is small, because a commit that has split a page looks through all of it (pcache1TruncateUnsafe): with 64 MB
    // that took 4 % of a busy server’s time. What is read and written often is kept elsewhere (writer-rows.ts).
    `pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal;
     pragma wal_autocheckpoint = 0; pragma foreign_keys = off; pragma cache_size = -8000; pragma temp_store = memory`,
  );
  const connection = new SqliteConnection(writer);
  writer.exec('begin immediate');
  let fresh: string[];
  try {
    fresh = await migrate(connection);
    await requireUnmoved(connection);
    const insert = `insert into meta (key, value) values (?, ?) on conflict do nothing`;
    await connection.run(insert, ['epoch', randomBytes(8).toString('hex')]);
    await connection.run(insert, ['gpos', '0']);
    writer.exec('commit');
  } catch (fault) {
    writer.exec('rollback');
    writer.close();
    throw fault;
  }
  const [row] = (await connection.query(`select value from meta where key = 'gpos'`, [])) as { value: string }[];
  return { writer, gpos: Number(row?.value ?? 0), fresh };
}

/** The write-ahead log of a database, to be synced. Returns its descriptor. */
export function openLog(file: string): number {
  const log = openSync(`${file}-wal`, 'r+');
  // A new file’s name is durable only with its folder.
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return log;
}

/** A file that was moved holds the past; whoever went on from it would lose what was written since. */
async function requireUnmoved(connection: SqliteConnection): Promise<void> {
  const [row] = (await connection.query('select value from meta where key = ?', [MOVED_AT])) as { value: string }[];
  if (row === undefined) return;
  throw new Error(
    `The data of this folder was moved to PostgreSQL at ${row.value}: set DATABASE_URL. ` +
      'To go back to the file as it was then, run: parlance epoch --renew',
  );
}
