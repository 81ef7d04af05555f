import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { Output } from '../console.ts';
import { checkData, type DataOptions } from './check-data.ts';
import { checkFolder } from './check-folder.ts';
import { Report } from './report.ts';

/** `parlance doctor`: looks at configuration, folder, disk, database and counters. Returns the number of faults. */
export async function doctor(load: () => Config, options: DataOptions, output: Output): Promise<number> {
  const report = new Report(output);
  const config = findConfig(load, report);
  if (config === undefined) return report.faults;
  for (const notice of config.notices) report.note(notice);
  const { folder, databaseUrl } = config.data;
  await checkFolder(folder, report);
  await checkData({ databaseUrl, dataDir: folder }, options, report);
  return report.faults;
}

function findConfig(load: () => Config, report: Report): Config | undefined {
  try {
    const config = load();
    report.tell('configuration', []);
    return config;
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    report.tell(
      'configuration',
      fault.faults.map(({ variable, got, wants }) => `${variable} is ${got}: ${wants}`),
    );
    return undefined;
  }
}
