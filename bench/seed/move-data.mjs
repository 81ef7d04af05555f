// @ts-check
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { renewDatabase } from '../process/postgres.mjs';
import { openData } from './data.mjs';

const PROGRAM = fileURLToPath(new URL('../../packages/server/dist/cli/parlance.js', import.meta.url));

/**
 * Moves what a folder holds into a new PostgreSQL database, as an operator would, and lets the file grow on afterwards.
 * @param {string} dataDirectory
 */
export async function moveData(dataDirectory) {
  await renewDatabase(dataDirectory, async (url) => {
    const env = { ...process.env, DATA_DIR: dataDirectory, DATABASE_URL: '' };
    await promisify(execFile)(process.execPath, [PROGRAM, 'move', '--to', url], { env, maxBuffer: 1e8 });
  });
  const database = await openData(dataDirectory);
  database.exec("delete from meta where key = 'moved_at'");
  database.close();
}
