import { randomBytes } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './report.ts';

const MEGABYTE = 1024 * 1024;
/** Below this the server stops writing; below the other it is time to make room. Bytes. */
const LEAST_FREE = 64 * MEGABYTE;
const LITTLE_FREE = 1024 * MEGABYTE;

/** The data folder: there, writable, closed to others, with room. */
export async function checkFolder(folder: string, report: Report): Promise<void> {
  const faults = await findFaults(folder);
  report.tell(`data folder ${folder}`, faults);
  if (faults.length === 0) await checkDisk(folder, report);
}

async function findFaults(folder: string): Promise<string[]> {
  const state = await stat(folder).catch(() => undefined);
  if (state === undefined) return [`It is not there; the first start makes it. Is DATA_DIR right?`];
  if (!state.isDirectory()) return ['It is a file; DATA_DIR must name a folder.'];
  return [...(await findWriteFault(folder)), ...(await findRightsFaults(folder, state.mode))];
}

async function findWriteFault(folder: string): Promise<string[]> {
  const probe = join(folder, `.doctor-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(probe, '');
    await rm(probe);
    return [];
  } catch (fault) {
    return [`It cannot be written: ${fault instanceof Error ? fault.message : String(fault)}`];
  }
}

async function findRightsFaults(folder: string, mode: number): Promise<string[]> {
  // Windows has no such permissions.
  if (process.platform === 'win32') return [];
  const faults: string[] = [];
  const say = (path: string, held: number, wanted: string) =>
    faults.push(`Others can read ${path} (mode ${(held & 0o777).toString(8)}): chmod ${wanted} ${path}`);
  const secrets = await stat(join(folder, 'secrets.json')).catch(() => undefined);
  if (secrets !== undefined && (secrets.mode & 0o077) !== 0) say(join(folder, 'secrets.json'), secrets.mode, '600');
  // Whoever may enter the folder reads what lies in it with wider rights than its own.
  if ((mode & 0o007) !== 0) say(folder, mode, '700');
  return faults;
}

async function checkDisk(folder: string, report: Report): Promise<void> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  const megabytes = Math.floor(free / MEGABYTE);
  report.tell(
    'free disk space',
    free < LEAST_FREE ? [`${megabytes} MB are free; below 64 MB nothing is written.`] : [],
  );
  if (free >= LEAST_FREE && free < LITTLE_FREE) report.note(`Only ${megabytes} MB are free on the disk of ${folder}.`);
}
