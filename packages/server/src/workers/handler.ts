import type { CoreContext } from '../core/context.ts';
import type { RunningJob } from '../core/outbox/running-job.ts';
import type { Transaction } from '../core/store.ts';

/** What a handler is given beside the payload. */
export interface JobContext extends RunningJob {
  /** From 1. */
  readonly attempt: number;
  /** Shows how far the job is, from 0 to 1; stored at most twice a second. */
  progress(fraction: number, note?: string): void;
}

/** How one kind of job is run. It may run more than once: docs/jobs.md tells how to make that harmless. */
export interface JobHandler {
  /** Done when it resolves; tried again when it rejects. A `JobFault` says when, or that it never helps. */
  run(core: CoreContext, payload: Record<string, unknown>, context: JobContext): Promise<void>;
  /**
   * Writes what people see of a job that was given up, in the transaction that makes it dead. `reason`: what its `JobFault`
   * said; null where the fault is no text for people.
   */
  gaveUp?(core: CoreContext, tx: Transaction, payload: Record<string, unknown>, reason: string | null): Promise<void>;
  /** How long one attempt may take, in milliseconds. */
  readonly timeout: number;
  /** How many attempts there are before the job is dead. */
  readonly attempts: number;
  /** patient: it mostly waits for somebody else, for minutes maybe; such jobs have slots of their own. */
  readonly lane?: Lane;
}

export type Lane = 'brisk' | 'patient';

/** By kind. */
export type JobHandlers = ReadonlyMap<string, JobHandler>;
