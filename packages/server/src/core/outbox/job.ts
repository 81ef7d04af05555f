/** waiting: to be run. running: leased to a worker. done: finished. dead: given up, until somebody asks for it again. */
export type JobState = 'waiting' | 'running' | 'done' | 'dead';

/** One piece of slow work, written in the transaction that caused it and run by a worker at least once. */
export interface Job {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  /** Who may see how far it is; null: only the operator. */
  ownerId: string | null;
  /** Smaller runs first. */
  priority: number;
  /** Not before this moment, in epoch milliseconds. */
  runAt: number;
  /** How many runs were begun. */
  attempts: number;
  state: JobState;
  /** How far it is, from 0 to 1; null when it has not told. */
  progress: number | null;
  /** What it told last about what it does. */
  note: string | null;
  /** Why the last attempt failed. */
  error: string | null;
  createdAt: number;
  /** When it was done or given up. */
  finishedAt: number | null;
}

export interface NewJob {
  kind: string;
  /** Plain data: it is stored as JSON. */
  payload: Record<string, unknown>;
  /** 100 by default. */
  priority?: number;
  /** At once by default. */
  runAt?: number;
  /** Who may see how far it is: the person whose wish it carries out. Nobody by default. */
  ownerId?: string;
}

/** A worker’s right to a job: it ends when the job is finished, or when the lease ran out and another worker took over. */
export interface JobClaim {
  readonly id: string;
  readonly lease: string;
}

export type ClaimedJob = Job & JobClaim;
