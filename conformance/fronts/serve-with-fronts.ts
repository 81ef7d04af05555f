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
      get core(): never {
        throw new Error('The core is in another process: use testInside for this play.');
      },
      stop: () => server.dispose(),
    };
  });
}
