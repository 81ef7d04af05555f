import type { Transaction } from '../store.ts';

/** A job while it runs, as the action that it runs sees it. */
export interface RunningJob {
  /** The same in every attempt: what a handler sends under this id, as a client id or a key, is sent once. */
  readonly jobId: string;
  /** Aborts when the time is up, the lease is lost or the server stops; hand it to everything that waits. */
  readonly signal: AbortSignal;
  /**
   * Completes the job in the transaction of its effect: both are kept or neither, so the effect happens exactly once.
   * Throws, and thereby undoes the effect, when another worker has taken the job over.
   */
  complete(tx: Transaction): Promise<void>;
}
