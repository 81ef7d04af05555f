import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../../conformance/support/free-port.ts';
import { type ParlanceServer, startServer } from '../../../server/src/app.ts';
import { parseConfig } from '../../../server/src/config/parse-config.ts';

/** A real server that can go away and come back at the same address with the same data. */
export class RestartableServer {
  readonly #folder: string;
  #server: ParlanceServer;

  private constructor(folder: string, server: ParlanceServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(): Promise<RestartableServer> {
    const folder = await mkdtemp(join(tmpdir(), 'parlance-client-test-'));
    return new RestartableServer(folder, await start(folder, await findFreePort()));
  }

  get url(): string {
    return this.#server.url;
  }

  /** Goes away, lets `meanwhile` happen, and comes back. `cut` ends the connections that clients keep in reserve. */
  async restart(meanwhile: () => Promise<void>, cut: () => void): Promise<void> {
    const { port } = new URL(this.#server.url);
    const stopped = this.#server.stop();
    // Time enough for the farewell to get through.
    await new Promise((resolve) => setTimeout(resolve, 200));
    cut();
    await stopped;
    await meanwhile();
    this.#server = await start(this.#folder, Number(port));
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function start(folder: string, port: number): Promise<ParlanceServer> {
  const variables = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error', RATE_LIMITS: 'off' };
  return startServer(parseConfig(variables, folder));
}
