import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { backUpSqlite } from '../storage/maintenance/backup.ts';
import { CommandError } from './command-error.ts';
import type { Output } from './console.ts';

/** `parlance backup <file>`: one consistent file, while the server runs. */
export async function backUp(config: Config, file: string, output: Output): Promise<void> {
  const { folder, mediaFolder, databaseUrl } = config.data;
  if (databaseUrl !== null) {
    throw new CommandError(
      `The data is in PostgreSQL, which has its own tool: pg_dump --format=custom --file=${file} "$DATABASE_URL"\n` +
        'After pg_restore, and before the server starts, run: parlance epoch --renew',
      2,
    );
  }
  const target = resolve(file);
  await backUpSqlite(folder, target);
  output.line(`${target}: ${statSync(target).size} bytes, a consistent copy of ${join(folder, 'parlance.db')}`);
  output.line('Not in it, so copy them too:');
  output.line(`  ${mediaFolder} (uploaded files; copied after this, none that the copy names is missing)`);
  output.line(
    `  ${join(folder, 'secrets.json')} (without it everybody logs in anew, and stored AI keys are lost; keep it apart)`,
  );
  output.line('To put it back: parlance restore <file>');
}
