import type { Config } from '../config/config.ts';
import { readEpoch, renewEpoch } from '../storage/maintenance/epoch.ts';
import { openMaintenance } from '../storage/maintenance/maintenance.ts';
import type { Output } from './console.ts';

/** `parlance epoch [--renew]`: the name of this data set. A restored one needs a new name before the server starts. */
export async function epoch(config: Config, options: { renew?: boolean }, output: Output): Promise<void> {
  const place = { databaseUrl: config.data.databaseUrl, dataDir: config.data.folder };
  const maintenance = await openMaintenance(place, options.renew === true ? 'write' : 'read');
  try {
    const before = await readEpoch(maintenance.executor);
    if (options.renew !== true) {
      output.line(before);
      return;
    }
    const after = await maintenance.exclusively(() => renewEpoch(maintenance.executor));
    output.line(`${before} → ${after}: every sync token ends, and clients read anew what differs.`);
    if (maintenance.database === 'postgres') output.line('Servers that are running keep the old one: restart them.');
  } finally {
    await maintenance.close();
  }
}
