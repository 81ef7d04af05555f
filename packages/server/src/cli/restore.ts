import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { restoreSqlite } from '../storage/maintenance/backup.ts';
import { CommandError } from './command-error.ts';
import type { Output } from './console.ts';

/** `parlance restore <file>`: a backup becomes the database; the server must be stopped. */
export async function restore(config: Config, file: string, output: Output): Promise<void> {
  const { folder, databaseUrl } = config.data;
  if (databaseUrl !== null) {
    throw new CommandError('The data is in PostgreSQL: use pg_restore, then parlance epoch --renew, then start.', 2);
  }
  const kept = await restoreSqlite(folder, resolve(file));
  output.line(`${join(folder, 'parlance.db')} is now the backup ${resolve(file)}, with a new epoch.`);
  if (kept !== undefined) output.line(`What was there is kept as ${kept}`);
}
