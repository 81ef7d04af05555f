import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParlanceServer, startServer } from '../../src/app.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

export interface TestServer extends ParlanceServer {
  dataFolder: string;
}

type Start = (environment: Record<string, string>) => Promise<TestServer>;

let startElsewhere: Start | undefined;

/** Has the plays of this test file play against another kind of server. */
export function startServersWith(start: Start): void {
  startElsewhere = start;
}

/** Whether servers run in processes of their own: there is no core to look into, and their timers are not the test’s. */
export function areServersElsewhere(): boolean {
  return startElsewhere !== undefined;
}

/** A real server in this process, on a free port with a temporary folder; `stop` removes the folder. */
export async function startTestServer(environment: Record<string, string> = {}): Promise<TestServer> {
  if (startElsewhere !== undefined) return startElsewhere(environment);
  const dataFolder = await mkdtemp(join(tmpdir(), 'parlance-test-'));
  const variables = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataFolder,
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
    ...environment,
  };
  const server = await startServer(parseConfig(variables, dataFolder));
  return {
    ...server,
    dataFolder,
    async stop() {
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
