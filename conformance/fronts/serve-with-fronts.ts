import { getCurrentTest } from 'vitest/suite';
import { startServersWith, type TestServer } from '../../packages/server/test/support/server.ts';
import { setForAllServers, startServerProcess } from '../support/server-process.ts';

/** The owner of the file and two fronts. */
const WORKERS = 3;

/** From now on the plays of this test file play against servers of several processes on SQLite. */
export function serveWithFronts(): void {
  setForAllServers({ WORKERS: String(WORKERS) });
  startServersWith(async (env): Promise<TestServer> => {
    const server = await startServerProcess({ env });
    return {
      url: server.url,
      dataFolder: server.dataFolder,
      dialects: [],
      isElsewhere: true,
      get core(): never {
        getCurrentTest()?.context.skip('looks into the core, which is in another process here');
        throw new Error('The core is in another process.');
      },
      stop: () => server.dispose(),
    };
  });
}
