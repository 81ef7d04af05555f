import cluster, { type Worker } from 'node:cluster';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OwnerKeeper } from './owner-keeper.ts';
import { PROGRAM } from './program.ts';

/** How long a process may take to stop, in milliseconds, before it is ended. */
const STOP_LIMIT = 20_000;
/** A process that ends before this age, in milliseconds, is replaced after the pause that follows; others at once. */
const GOOD_AGE = 10_000;
const PAUSE = 1_000;

/**
 * The first of several processes: it holds the port, starts the others and replaces those that end. SIGTERM and SIGINT stop
 * all; SIGHUP replaces one after the other, each only when its successor serves. `owned`: one of them owns the data and
 * does not listen; the others are its fronts, and are what SIGHUP replaces. Resolves with the exit status.
 */
export function supervise(count: number, owned: boolean): Promise<number> {
  // Only for the user of this server: whoever can write to these sockets is believed to be one of us.
  const folder = mkdtempSync(join(tmpdir(), 'parlance-'));
  cluster.setupPrimary({ exec: PROGRAM, args: [owned ? 'front' : 'sibling', folder] });
  const supervisor = owned ? new Supervisor(count - 1, new OwnerKeeper(folder)) : new Supervisor(count, undefined);
  return supervisor.run().finally(() => rmSync(folder, { recursive: true, force: true }));
}

class Supervisor {
  readonly #count: number;
  readonly #owner: OwnerKeeper | undefined;
  #stopping = false;
  #rolling = false;
  #end: (status: number) => void = () => undefined;

  constructor(count: number, owner: OwnerKeeper | undefined) {
    this.#count = count;
    this.#owner = owner;
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.#end = resolve;
    });
    process.on('SIGTERM', () => void this.#stop());
    process.on('SIGINT', () => void this.#stop());
    process.on('SIGHUP', () => void this.#roll());
    // The first prepares the database; what is wrong with the configuration it says once, and for all.
    const fault = await this.#owner?.start();
    // Told to stop before anything was served: that they ended is no fault, and the others need not begin.
    if (this.#stopping) {
      await this.#owner?.stop();
      return 0;
    }
    if (fault !== undefined) return fault;
    const { worker, status } = await this.#start();
    if (worker === undefined) {
      await this.#owner?.stop();
      return this.#stopping ? 0 : status;
    }
    if (this.#stopping) return ended;
    for (let index = 1; index < this.#count; index += 1) void this.#start();
    return ended;
  }

  /** Resolves when the new process serves, or has ended before it did. */
  #start(): Promise<{ worker: Worker | undefined; status: number }> {
    const worker = cluster.fork();
    const began = performance.now();
    return new Promise((resolve) => {
      let serves = false;
      worker.once('listening', () => {
        serves = true;
        resolve({ worker, status: 0 });
      });
      worker.once('exit', (code, signal) => {
        resolve({ worker: undefined, status: code ?? 1 });
        this.#noteExit(worker, { code, signal, serves, age: performance.now() - began });
      });
    });
  }

  #noteExit(
    worker: Worker,
    { code, signal, serves, age }: { code: number | null; signal: string | null; serves: boolean; age: number },
  ): void {
    if (this.#stopping) {
      if (alive().length === 0) this.#end(0);
      return;
    }
    // One that was told to go has its successor already.
    if (worker.exitedAfterDisconnect === true || retired.has(worker)) return;
    if (!serves && alive().length === 0) {
      this.#end(code ?? 1);
      return;
    }
    process.stderr.write(`Process ${worker.process.pid} ended (${signal ?? code}); another takes its place.\n`);
    setTimeout(() => this.#replace(), age < GOOD_AGE ? PAUSE : 0);
  }

  #replace(): void {
    if (!this.#stopping && alive().length < this.#count) void this.#start();
  }

  async #roll(): Promise<void> {
    if (this.#rolling || this.#stopping) return;
    this.#rolling = true;
    try {
      for (const old of alive()) {
        const { worker } = await this.#start();
        // The new version does not start: the old one goes on.
        if (worker === undefined || this.#stopping) return;
        await retire(old);
      }
    } finally {
      this.#rolling = false;
    }
  }

  async #stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    // Its goodbyes and last answers still go through the fronts.
    await this.#owner?.stop();
    if (alive().length === 0) this.#end(0);
    for (const worker of alive()) void retire(worker);
  }
}

const retired = new WeakSet<Worker>();

function alive(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

/** Asks a process to stop; resolves when it is gone. */
function retire(worker: Worker): Promise<void> {
  retired.add(worker);
  return new Promise((resolve) => {
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_LIMIT);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    worker.process.kill('SIGTERM');
  });
}
