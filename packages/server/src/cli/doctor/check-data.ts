import type { Check } from '../../storage/maintenance/check.ts';
import { checks } from '../../storage/maintenance/checks.ts';
import { renewEpoch } from '../../storage/maintenance/epoch.ts';
import { checkIntegrity } from '../../storage/maintenance/integrity.ts';
import { type DatabasePlace, type Maintenance, openMaintenance } from '../../storage/maintenance/maintenance.ts';
import { explainDatabase } from '../explain-fault.ts';
import type { Report } from './report.ts';

export interface DataOptions {
  /** Computes wrong counters and summaries anew. */
  repair: boolean;
  /** Reads the whole file of SQLite, not only its structure. */
  thorough: boolean;
}

/** The stored data against itself. */
export async function checkData(place: DatabasePlace, options: DataOptions, report: Report): Promise<void> {
  let maintenance: Maintenance;
  try {
    maintenance = await openMaintenance(place, options.repair ? 'write' : 'read');
  } catch (fault) {
    const explained =
      place.databaseUrl === null ? undefined : explainDatabase(fault, 'DATABASE_URL', place.databaseUrl);
    report.tell('database', [explained ?? (fault instanceof Error ? fault.message : String(fault))]);
    return;
  }
  try {
    const faults = await checkIntegrity(maintenance, options.thorough);
    report.tell(maintenance.database === 'sqlite' ? 'database file' : 'database', faults);
    // What a damaged file says about its counters means nothing.
    if (faults.length === 0) await checkRows(maintenance, options, report);
  } finally {
    await maintenance.close();
  }
}

async function checkRows(maintenance: Maintenance, { repair }: DataOptions, report: Report): Promise<void> {
  const broken: Check[] = [];
  for (const check of checks) {
    const sentences = await check.find(maintenance.executor);
    if (repair && sentences.length > 0 && check.repair !== undefined) broken.push(check);
    else report.tell(check.name, sentences);
  }
  if (broken.length > 0) await repairAll(maintenance, broken, report);
}

/** In one transaction, and then under a new epoch: otherwise clients would keep what they read of the wrong values. */
async function repairAll(maintenance: Maintenance, broken: readonly Check[], report: Report): Promise<void> {
  const left = await maintenance.exclusively(async () => {
    for (const check of broken) await check.repair?.(maintenance.executor);
    await renewEpoch(maintenance.executor);
    return Promise.all(broken.map((check) => check.find(maintenance.executor)));
  });
  for (const [index, check] of broken.entries()) {
    report.tell(check.name, left[index] ?? []);
    if (left[index]?.length === 0) report.note(`${check.name} were wrong and have been computed anew.`);
  }
}
