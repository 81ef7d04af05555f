import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Executor } from '../../sql/executor.ts';
import { SqliteConnection } from '../../sqlite/connection.ts';
import type { SqliteDatabase, SqliteStatement } from '../../sqlite/driver.ts';
import { claimFolder, MOVED_AT, prepareDatabase } from '../../sqlite/open.ts';
import type { Row } from './fingerprint.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What belongs to the engine and not to the installation: its settings, and the notes for its search index. */
const OWN_TABLES = ['meta', 'search_changes'];
/** Settings in `meta` that each database has of its own. */
const OWN_SETTINGS = /^(migration:.*|gpos)$/;

/** The file that is left: opened to read, with the data folder claimed so that no server writes meanwhile. */
export class SqliteSource {
  readonly executor: Executor;
  /** The newest global position that a token may name. */
  readonly gpos: number;
  readonly #database: SqliteDatabase;
  readonly #release: () => void;
  /** Kept, because in the driver for Node 20 a statement that is collected ends the reading of its rows. */
  readonly #read: SqliteStatement[] = [];

  /** Migrates the file first where an older version wrote it. Throws with a plain text while a server runs on it. */
  static async open(dataDir: string): Promise<SqliteSource> {
    const file = join(dataDir, 'parlance.db');
    if (!existsSync(file)) throw new Error(`There is no database ${file}; set DATA_DIR to where it is.`);
    const release = claimFolder(dataDir);
    try {
      const { writer, gpos } = await prepareDatabase(file);
      return new SqliteSource(writer, gpos, release);
    } catch (fault) {
      release();
      throw fault;
    }
  }

  private constructor(database: SqliteDatabase, gpos: number, release: () => void) {
    this.#database = database;
    this.#release = release;
    this.gpos = gpos;
    this.executor = new Executor(new SqliteConnection(database));
  }

  /** Every table of the installation, also of features that this file knows nothing of. */
  tables(): Table[] {
    const query = `select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' order by name`;
    const names = (this.#database.prepare(query).all() as { name: string }[]).map(({ name }) => name);
    return names.filter((name) => !OWN_TABLES.includes(name)).map((name) => this.#describe(name));
  }

  /** All rows of a table, one after the other. */
  rowsOf(table: Table): Iterable<Row> {
    const statement = this.#database.prepare(`select ${table.columns.join(', ')} from ${table.name}`);
    this.#read.push(statement);
    return statement.iterate() as Iterable<Row>;
  }

  /** The settings that stay what they are, such as the epoch that tokens name. */
  settings(): { key: string; value: string }[] {
    const rows = this.#database.prepare('select key, value from meta').all() as { key: string; value: string }[];
    return rows.filter(({ key }) => !OWN_SETTINGS.test(key));
  }

  /** From now on no server starts on this file any more: it would go on from what is the past. */
  markMoved(at: Date): void {
    this.#database.prepare('insert into meta (key, value) values (?, ?)').run(MOVED_AT, at.toISOString());
    this.#database.exec('pragma wal_checkpoint(truncate)');
  }

  close(): void {
    this.#database.close();
    this.#release();
  }

  #describe(name: string): Table {
    const columns = this.#database.prepare(`select name from pragma_table_info(?)`).all(name) as { name: string }[];
    const count = this.#database.prepare(`select count(*) as held from ${name}`).get() as { held: number };
    return { name, columns: columns.map((column) => column.name), rows: count.held };
  }
}
