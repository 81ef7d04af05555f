import type { CoreContext } from '../core/context.ts';
import { CoreError } from '../core/errors.ts';
import type { ClaimedJob } from '../core/outbox/job.ts';
import { JobFault } from '../core/outbox/job-fault.ts';
import type { JobOutcome } from '../core/outbox/job-run.ts';
import { retryDelay } from '../core/outbox/retry-delay.ts';
import type { Transaction } from '../core/store.ts';
import type { JobHandler } from './handler.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import { ProgressWriter } from './progress-writer.ts';

/** A service that asks for more patience than this, in milliseconds, is asked again all the same. */
const LONGEST_RETRY_AFTER = 3_600_000;
const LONGEST_ERROR = 500;

export interface ExecutionParts {
  core: CoreContext;
  handler: JobHandler;
  job: ClaimedJob;
  /** Epoch milliseconds. */
  leasedUntil: number;
  /** How long a run may go on after its signal, in milliseconds; then its slot is given away. */
  grace: number;
}

/** How the handler’s promise ended; `heeded` is false when it had not ended some time after the signal. */
interface Ending {
  heeded: boolean;
  fault?: unknown;
}

/** One attempt of one job. */
export class Execution {
  readonly job: ClaimedJob;
  leasedUntil: number;

  readonly #core: CoreContext;
  readonly #handler: JobHandler;
  readonly #grace: number;
  readonly #controller = new AbortController();
  readonly #progress: ProgressWriter;
  /** The handler has completed the job in a transaction of its own; whether that was committed, the database knows. */
  #completing = false;

  constructor({ core, handler, job, leasedUntil, grace }: ExecutionParts) {
    this.#core = core;
    this.#handler = handler;
    this.#grace = grace;
    this.job = job;
    this.leasedUntil = leasedUntil;
    this.#progress = new ProgressWriter(({ fraction, note }) =>
      core.store
        .transaction((tx) => tx.jobs.putProgress(job, fraction, note))
        .catch((err: unknown) => core.log.debug({ err, jobId: job.id }, 'the progress of a job was not stored')),
    );
  }

  /** Whether a lease that is gone means that another worker has the job. */
  get needsLease(): boolean {
    return !this.#completing;
  }

  interrupt(why: InterruptionCause): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new Interruption(why));
  }

  /** Runs and writes down how it ended. Rejects only when that could not be written: then the lease runs out. */
  async run(): Promise<JobOutcome> {
    const { job } = this;
    // Not run once more: whatever ended the processes that ran it would end this one, too.
    if (job.attempts > this.#handler.attempts) {
      return this.#giveUp(`The server ended during each of its ${job.attempts - 1} attempts.`, null);
    }
    const timer = setTimeout(() => this.interrupt('timeout'), this.#handler.timeout);
    try {
      return await this.#settle(await Promise.race([this.#handle(), this.#waitInVain()]));
    } finally {
      clearTimeout(timer);
      this.#progress.stop();
    }
  }

  async #handle(): Promise<Ending> {
    const { id: jobId, attempts: attempt, payload } = this.job;
    const { signal } = this.#controller;
    const { tell: progress } = this.#progress;
    try {
      await this.#handler.run(this.#core, payload, { jobId, attempt, signal, progress, complete: this.#complete });
      return { heeded: true };
    } catch (fault) {
      return { heeded: true, fault: fault ?? new Error('The handler gave no reason.') };
    }
  }

  #waitInVain(): Promise<Ending> {
    const { signal } = this.#controller;
    return new Promise((resolve) => {
      const later = (): void => {
        setTimeout(() => resolve({ heeded: false, fault: signal.reason }), this.#grace).unref();
      };
      signal.addEventListener('abort', later, { once: true });
    });
  }

  readonly #complete = async (tx: Transaction): Promise<void> => {
    if (!(await tx.jobs.complete(this.job, this.#core.clock.now()))) throw new Interruption('lease_lost');
    this.#completing = true;
  };

  #settle({ heeded, fault }: Ending): Promise<JobOutcome> {
    const { job } = this;
    if (!heeded) {
      this.#core.log.error({ jobId: job.id, kind: job.kind }, 'a job does not heed its signal and was left alone');
    }
    if (fault === undefined) return this.#finish();
    const { reason } = this.#controller.signal as { reason: unknown };
    const why = reason instanceof Interruption ? reason.why : undefined;
    if (why === 'lease_lost' || (why === 'stopping' && !heeded)) return Promise.resolve('lost');
    if (why === 'stopping') return this.#handBack();
    if (why === 'timeout') return this.#retry(new Error(`It took longer than ${this.#handler.timeout} ms.`));
    return this.#retry(fault);
  }

  async #finish(): Promise<JobOutcome> {
    const { store, clock } = this.#core;
    if (this.#completing && (await store.jobs.find(this.job.id))?.state !== 'running') return 'done';
    return this.#change('done', (tx) => tx.jobs.complete(this.job, clock.now()));
  }

  #handBack(): Promise<JobOutcome> {
    return this.#change('handed_back', (tx) => tx.jobs.handBack(this.job));
  }

  async #retry(fault: unknown): Promise<JobOutcome> {
    const { job } = this;
    const { log, clock } = this.#core;
    const text = (fault instanceof Error ? fault.message : String(fault)).slice(0, LONGEST_ERROR);
    const final = fault instanceof JobFault && fault.final;
    if (final || job.attempts >= this.#handler.attempts) return this.#giveUp(text, reasonOf(fault));
    const delay = retryAfterOf(fault) ?? retryDelay(job.attempts, Math.random());
    const outcome = await this.#change('retried', (tx) => tx.jobs.retry(job, clock.now() + delay, text));
    const { id: jobId, kind, attempts } = job;
    log.warn({ err: fault, jobId, kind, attempts, delay, outcome }, 'a run of a job failed');
    return outcome;
  }

  async #giveUp(text: string, reason: string | null): Promise<JobOutcome> {
    const { job } = this;
    const { log } = this.#core;
    const outcome = await this.#bury(text, reason).catch((err: unknown) => {
      // The job must end all the same, or it would be run for ever.
      log.error({ err, jobId: job.id, kind: job.kind }, 'what people see of a dead job was not written');
      return this.#bury(text, undefined);
    });
    if (outcome === 'dead') {
      log.error({ jobId: job.id, kind: job.kind, attempts: job.attempts, fault: text }, 'a job is dead');
    }
    return outcome;
  }

  /** `reason` undefined: nothing is written for people. */
  #bury(text: string, reason: string | null | undefined): Promise<JobOutcome> {
    return this.#change('dead', async (tx) => {
      if (!(await tx.jobs.fail(this.job, this.#core.clock.now(), text))) return false;
      if (reason !== undefined) await this.#handler.gaveUp?.(this.#core, tx, this.job.payload, reason);
      return true;
    });
  }

  /** `outcome` when the change was made; otherwise the handler had completed the job, or the lease was lost. */
  async #change(outcome: JobOutcome, change: (tx: Transaction) => Promise<boolean>): Promise<JobOutcome> {
    if (await this.#core.store.transaction(change)) return outcome;
    return this.#completing ? 'done' : 'lost';
  }
}

/** What can be said to people: only what was written for them. */
function reasonOf(fault: unknown): string | null {
  return fault instanceof JobFault || fault instanceof CoreError ? fault.message : null;
}

/** As a service asked for, or as the core’s own refusals say. */
function retryAfterOf(fault: unknown): number | undefined {
  if (fault instanceof JobFault && fault.retryAfter !== null) return Math.min(fault.retryAfter, LONGEST_RETRY_AFTER);
  if (fault instanceof CoreError && fault.extras.retryAfter !== undefined) return fault.extras.retryAfter;
  return undefined;
}
