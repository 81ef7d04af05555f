import type { CoreContext } from '../core/context.ts';
import type { Transaction } from '../core/store.ts';

/** What a handler is given beside the payload. */
export interface JobContext {
  /** The same in every attempt: what a handler sends under this id, as a client id or a key, is sent once. */
  readonly jobId: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the time is up, the lease is lost or the server stops; hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** Shows how far the job is, from 0 to 1; stored at most twice a second. */
  progress(fraction: number, note?: string): void;
  /**
   * Completes the job in the transaction of its effect: both are kept or neither, so the effect happens exactly once.
   * Throws, and thereby undoes the effect, when another worker has taken the job over.
   */
  complete(tx: Transaction): Promise<void>;
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
}

/** By kind. */
export type JobHandlers = ReadonlyMap<string, JobHandler>;
