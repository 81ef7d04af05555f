/** One piece of slow work, written in the transaction that caused it and run by a worker at least once. */
export interface Job {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  /** Smaller runs first. */
  priority: number;
  runAt: number;
  attempts: number;
}

export interface NewJob {
  kind: string;
  payload: Record<string, unknown>;
  priority?: number;
  runAt?: number;
}
