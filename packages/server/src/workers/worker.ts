import type { CoreContext } from '../core/context.ts';
import type { ClaimedJob } from '../core/outbox/job.ts';
import type { JobOutcome, JobRunListener } from '../core/outbox/job-run.ts';
import { settlesWithin } from '../core/settles-within.ts';
import { Execution } from './execution.ts';
import type { JobHandlers } from './handler.ts';

export interface WorkerOptions {
  core: CoreContext;
  handlers: JobHandlers;
  /** How many jobs run at a time. */
  concurrency: number;
  /** How long a job belongs to this worker without word from it. All durations here in milliseconds. */
  lease?: number;
  /** How often to look for jobs that other nodes wrote; this node’s own commits are heard at once. */
  poll?: number;
  /** How long `stop` lets jobs go on before it interrupts them. */
  drain?: number;
  /** How long an interrupted job may take to end. */
  grace?: number;
}

const LEASE = 15_000;
const POLL = 2_000;
const DRAIN = 5_000;
const GRACE = 2_000;
/** How long it may take to store how a job ended, once it was to end. */
const LAST_WORD = 1_000;
/** Jobs that are done are kept for so long, for those who look at their progress. */
const KEPT = 3_600_000;
const PURGE_EVERY = 600_000;
const PURGE_LIMIT = 500;

/** Takes jobs from the outbox and runs them, some at a time. Several workers, on one node or many, share the work. */
export class Worker {
  readonly #core: CoreContext;
  readonly #handlers: JobHandlers;
  readonly #kinds: string[];
  readonly #concurrency: number;
  readonly #lease: number;
  readonly #poll: number;
  readonly #drain: number;
  readonly #grace: number;
  readonly #listeners: JobRunListener[] = [];
  readonly #running = new Map<Execution, Promise<void>>();

  #started = false;
  #stopping = false;
  #filling: Promise<void> | undefined;
  #wanted = false;
  #timer: NodeJS.Timeout | undefined;
  #renewing = false;
  #renewal: NodeJS.Timeout | undefined;
  #purge: NodeJS.Timeout | undefined;

  constructor(options: WorkerOptions) {
    this.#core = options.core;
    this.#handlers = options.handlers;
    this.#kinds = [...options.handlers.keys()];
    this.#concurrency = options.concurrency;
    this.#lease = options.lease ?? LEASE;
    this.#poll = options.poll ?? POLL;
    this.#drain = options.drain ?? DRAIN;
    this.#grace = options.grace ?? GRACE;
  }

  /** Tells of every run that ended. */
  onRun(listener: JobRunListener): void {
    this.#listeners.push(listener);
  }

  start(): void {
    if (this.#started || this.#concurrency === 0) return;
    this.#started = true;
    this.#core.store.onCommitted((batches) => {
      // The listener runs before the commit is answered: looking for work begins after it.
      if (batches.some((batch) => batch.jobs === true)) setImmediate(this.#wake);
    });
    this.#renewal = setInterval(() => void this.#renew(), this.#lease / 3).unref();
    this.#purge = setInterval(() => void this.#purgeDone(), PURGE_EVERY).unref();
    this.#wake();
  }

  /** Takes no more jobs, lets the running ones finish for a while, and hands back what does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    clearInterval(this.#purge);
    const filled = this.#filling;
    const all = (): Promise<unknown> => Promise.all([filled, ...this.#running.values()]);
    await settlesWithin(all(), this.#drain);
    for (const execution of this.#running.keys()) execution.interrupt('stopping');
    // A database that does not answer cannot be told how they ended: others take them over when their leases end.
    if (!(await settlesWithin(all(), this.#grace + LAST_WORD)) && this.#running.size > 0) {
      this.#core.log.warn({ jobs: this.#running.size }, 'how jobs ended could not be stored; they will run again');
    }
    clearInterval(this.#renewal);
  }

  readonly #wake = (): void => {
    this.#wanted = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      // Asked for between the last look and this moment.
      if (this.#wanted && !this.#stopping) this.#wake();
    });
  };

  /** Fills the free slots; when it ends it has set the time of the next look, unless a job that ends will cause it. */
  async #fill(): Promise<void> {
    clearTimeout(this.#timer);
    let wait: number | undefined;
    try {
      while (this.#wanted && !this.#stopping && this.#running.size < this.#concurrency) {
        this.#wanted = false;
        wait = await this.#takeSome();
      }
    } catch (err) {
      this.#core.log.warn({ err }, 'the outbox cannot be read; it is tried again');
      wait = this.#poll;
    }
    // With all slots taken the end of a job is the next occasion.
    this.#wanted &&= this.#running.size < this.#concurrency;
    if (this.#stopping || this.#running.size >= this.#concurrency) return;
    this.#timer = setTimeout(this.#wake, wait ?? this.#poll).unref();
  }

  /** Starts what is due, as far as there are slots; returns after how long the next look makes sense. */
  async #takeSome(): Promise<number> {
    const { store, clock } = this.#core;
    // A read first: a claim is a write, even when it finds nothing.
    const due = await store.jobs.findNextDue(this.#kinds);
    if (due === undefined) return this.#poll;
    const wait = due - clock.now();
    if (wait > 0) return Math.min(wait, this.#poll);
    const free = this.#concurrency - this.#running.size;
    const { jobs, leasedUntil } = await this.#claim(free);
    if (this.#stopping) await this.#handBack(jobs);
    else for (const job of jobs) this.#begin(job, leasedUntil);
    if (jobs.length > 0) this.#wanted = true;
    return this.#poll;
  }

  async #claim(limit: number): Promise<{ jobs: ClaimedJob[]; leasedUntil: number }> {
    const { store, clock, ids } = this.#core;
    const now = clock.now();
    const leasedUntil = now + this.#lease;
    const lease = ids.next();
    const jobs = await store.transaction((tx) => tx.jobs.claim({ limit, kinds: this.#kinds, lease, now, leasedUntil }));
    return { jobs, leasedUntil };
  }

  #handBack(jobs: ClaimedJob[]): Promise<void> {
    return this.#core.store.transaction(async (tx) => {
      for (const job of jobs) await tx.jobs.handBack(job);
    });
  }

  #begin(job: ClaimedJob, leasedUntil: number): void {
    const handler = this.#handlers.get(job.kind);
    if (handler === undefined) throw new Error(`claimed a job of the unknown kind ${job.kind}`);
    const execution = new Execution({ core: this.#core, handler, job, leasedUntil, grace: this.#grace });
    this.#running.set(execution, this.#see(execution));
  }

  async #see(execution: Execution): Promise<void> {
    const { job } = execution;
    const { clock, log } = this.#core;
    const began = clock.monotonic();
    let outcome: JobOutcome = 'lost';
    try {
      outcome = await execution.run();
    } catch (err) {
      log.error({ err, jobId: job.id, kind: job.kind }, 'the end of a job was not stored; it will run again');
    }
    this.#running.delete(execution);
    const milliseconds = clock.monotonic() - began;
    for (const listener of this.#listeners) listener({ kind: job.kind, outcome, milliseconds });
    if (!this.#stopping) this.#wake();
  }

  /** Extends the leases of what runs, and interrupts what has lost its own. */
  async #renew(): Promise<void> {
    const { store, clock, log } = this.#core;
    const executions = [...this.#running.keys()];
    for (const execution of executions) {
      // While the database cannot be reached others may take over when the time is up: end before.
      if (execution.leasedUntil - clock.now() < this.#lease / 6) execution.interrupt('lease_lost');
    }
    if (this.#renewing || executions.length === 0) return;
    this.#renewing = true;
    try {
      const leasedUntil = clock.now() + this.#lease;
      const claims = executions.map((execution) => execution.job);
      const held = new Set(await store.transaction((tx) => tx.jobs.renew(claims, leasedUntil)));
      for (const execution of executions) {
        if (held.has(execution.job.id)) execution.leasedUntil = leasedUntil;
        else if (execution.needsLease) execution.interrupt('lease_lost');
      }
    } catch (err) {
      log.warn({ err }, 'the leases of running jobs were not renewed; it is tried again');
    } finally {
      this.#renewing = false;
    }
  }

  async #purgeDone(): Promise<void> {
    const { store, clock, log } = this.#core;
    const before = clock.now() - KEPT;
    try {
      let purged = PURGE_LIMIT;
      while (purged === PURGE_LIMIT && !this.#stopping) {
        purged = await store.transaction((tx) => tx.jobs.purgeDone(before, PURGE_LIMIT));
      }
    } catch (err) {
      log.warn({ err }, 'old jobs were not deleted; it is tried again');
    }
  }
}
