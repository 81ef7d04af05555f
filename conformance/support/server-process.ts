import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { findFreePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

/** The server under test: the build of this tree, unless CONFORMANCE_SERVER names the main.js of another. */
const MAIN =
  process.env.CONFORMANCE_SERVER ?? fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));

/** Milliseconds: far more than an end takes, and than a busy disk can add to it. */
const LONGEST_END = 25_000;

export interface ServerProcessOptions {
  /** Settings beyond PORT, HOST, DATA_DIR, LOG_LEVEL and RATE_LIMITS=off. */
  env?: Record<string, string>;
  /** What runs the server: `['strace', '-f', …]`; node alone unless told. */
  wrapper?: string[];
  /** How long the first start may take, in milliseconds. */
  within?: number;
}

let common: Record<string, string> = {};

/** Settings of every server that this test file starts from now on. */
export function setForAllServers(env: Record<string, string>): void {
  common = env;
}

/** A real server in a process of its own, with its own data folder and port. It keeps both when it is started again. */
export class ServerProcess {
  readonly port: number;
  readonly dataFolder: string;
  readonly #options: ServerProcessOptions;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(port: number, dataFolder: string, options: ServerProcessOptions) {
    this.port = port;
    this.dataFolder = dataFolder;
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The process that was spawned: the wrapper where there is one. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server is not running');
    return pid;
  }

  /** Whether the process that was started last is still there. */
  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** All that the server has printed since the test began, restarts included. */
  get output(): string {
    return this.#output;
  }

  /** Starts the process and returns the milliseconds from the spawn to the first 200 of /ready. */
  async start(): Promise<number> {
    const began = performance.now();
    const [command, ...before] = [...(this.#options.wrapper ?? []), process.execPath];
    const child = spawn(command as string, [...before, MAIN], {
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(this.port),
        DATA_DIR: this.dataFolder,
        LOG_LEVEL: 'warn',
        RATE_LIMITS: 'off',
        ...common,
        ...this.#options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const collect = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-200_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`the server ended at once (${code ?? signal}):\n${this.#output}`)),
      );
    });
    failed.catch(() => undefined); // An end that comes later is the test's business, seen through `running`.
    const ready = waitUntil(`${this.url}/ready`, () => isReady(this.url), {
      within: this.#options.within ?? 15_000,
      every: 4,
    }).catch((error: unknown) => {
      throw new Error(`the server did not become ready; it said:\n${this.#output.slice(-2_000)}`, { cause: error });
    });
    ready.catch(() => undefined); // Lost the race: the other error says more.
    await Promise.race([ready, failed]);
    return performance.now() - began;
  }

  /** kill -9: nothing is flushed, nobody is told. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM and the exit code, which is 0; anything else, and being killed after a while, fails the test with what was said. */
  async terminate(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Kills what still runs and removes the data folder. */
  async dispose(): Promise<void> {
    if (this.running) await this.kill();
    await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || !this.running) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_END);
    const code = await exited;
    clearTimeout(timer);
    if (signal === 'SIGTERM' && code !== 0) {
      const how = code === null ? `did not end within ${LONGEST_END / 1000} s of` : `ended with ${code} after`;
      throw new Error(`the server ${how} SIGTERM; it said:\n${this.#output.slice(-2_000)}`);
    }
    return code;
  }
}

/** Starts a server on a free port with an empty data folder. The caller disposes of it. */
export async function startServerProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build first`);
  const dataFolder = await mkdtemp(join(tmpdir(), 'parlance-conformance-'));
  for (let attempt = 1; ; attempt += 1) {
    const server = new ServerProcess(await findFreePort(), dataFolder, options);
    try {
      await server.start();
      return server;
    } catch (error) {
      if (server.running) await server.kill();
      // Between the probe and the start another process may have taken the port.
      if (attempt < 3 && String(error).includes('EADDRINUSE')) continue;
      await server.dispose();
      throw error;
    }
  }
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.ok;
}
