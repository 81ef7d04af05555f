import { uuidv7 } from 'uuidv7';
import { afterEach, vi } from 'vitest';
import type { CoreContext } from '../../src/core/context.ts';
import type { Job, NewJob } from '../../src/core/outbox/job.ts';
import type { JobRun } from '../../src/core/outbox/job-run.ts';
import type { Store } from '../../src/core/store.ts';
import type { JobHandler } from '../../src/workers/handler.ts';
import { Worker, type WorkerOptions } from '../../src/workers/worker.ts';
import { openTestCore, type TestCore } from '../accounts/test-core.ts';
import { quietLog, type TestDatabase } from '../support/stores.ts';

type TestHandlers = Record<string, Partial<JobHandler> & Pick<JobHandler, 'run'>>;

interface TestWorker extends Worker {
  readonly runs: JobRun[];
}

/** Cores and workers of one test; all are stopped after it. */
export interface Bench {
  /** So many nodes on one database. SQLite has one node only: it is given several times. */
  open(count?: number): Promise<TestCore[]>;
  /** A worker that looks every 20 ms, so that it follows a clock that the test moves. */
  work(core: TestCore, handlers: TestHandlers, options?: Partial<WorkerOptions>): TestWorker;
}

/** To be called where tests are defined. */
export function makeBench(create: () => Promise<TestDatabase>): Bench {
  const workers: Worker[] = [];
  const cores: TestCore[] = [];
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    for (const core of cores.splice(0)) await core.close();
  });
  return {
    async open(count = 1) {
      const { url } = await create();
      const nodes = url === undefined ? 1 : count;
      const options = url === undefined ? {} : { databaseUrl: url };
      for (let node = 0; node < nodes; node += 1) cores.push(await openTestCore(options));
      return Array.from({ length: count }, (_, index) => cores[index % nodes] as TestCore);
    },
    work(core, handlers, options = {}) {
      const entries = Object.entries(handlers).map(
        ([kind, handler]) => [kind, { timeout: 10_000, attempts: 3, ...handler }] as const,
      );
      const worker = new Worker({
        core,
        handlers: new Map(entries),
        concurrency: 4,
        poll: 20,
        drain: 50,
        grace: 50,
        ...options,
      });
      const runs: JobRun[] = [];
      worker.onRun((run) => runs.push(run));
      worker.start();
      workers.push(worker);
      return Object.assign(worker, { runs });
    },
  };
}

/** A worker on a bare store, for tests that need no other part of the core. */
export function makeWorker(
  { store, now }: { store: Store; now: () => number },
  handlers: Record<string, JobHandler['run']>,
): Worker {
  const core = {
    store,
    clock: { now, monotonic: () => performance.now() },
    ids: { next: uuidv7 },
    log: quietLog,
  } as Partial<CoreContext> as CoreContext;
  const entries = Object.entries(handlers).map(([kind, run]) => [kind, { run, timeout: 10_000, attempts: 3 }] as const);
  return new Worker({ core, handlers: new Map(entries), concurrency: 1, poll: 20 });
}

export function enqueue(core: TestCore, ...jobs: NewJob[]): Promise<string[]> {
  return core.store.transaction(async (tx) => {
    const ids: string[] = [];
    for (const job of jobs) ids.push(await tx.enqueue(job));
    return ids;
  });
}

/** Enqueues one job without a payload. */
export async function enqueueOne(core: TestCore, kind = 'test', change: Partial<NewJob> = {}): Promise<string> {
  const [id] = await enqueue(core, { kind, payload: {}, ...change });
  return id as string;
}

export async function getJob(core: TestCore, id: string): Promise<Job> {
  const job = await core.store.jobs.find(id);
  if (job === undefined) throw new Error(`no job ${id}`);
  return job;
}

/** Takes due jobs as another worker would, with a lease of 30 seconds. */
export function claim(core: TestCore, { kinds = ['test'], limit = 10, lease = 'other', later = 0 } = {}) {
  const now = core.clock.now() + later;
  return core.store.transaction((tx) => tx.jobs.claim({ kinds, limit, lease, now, leasedUntil: now + 30_000 }));
}

/** A promise and what resolves it. */
export function makeGate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Rejects when the signal aborts, as everything that heeds it does. */
export function waitForAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Repeats a check until it holds, on a busy machine as well. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 10 });
}
