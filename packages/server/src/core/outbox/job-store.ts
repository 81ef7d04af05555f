import type { ClaimedJob, Job, JobClaim, JobState } from './job.ts';

export interface JobCount {
  kind: string;
  state: JobState;
  count: number;
}

export interface JobReader {
  find(id: string): Promise<Job | undefined>;
  /** The moment at which the first job of these kinds can be claimed, maybe in the past; undefined when there is none. */
  findNextDue(kinds: readonly string[]): Promise<number | undefined>;
  /** Jobs that were given up, the latest first, of one kind or of all. */
  listDead(limit: number, kind?: string): Promise<Job[]>;
  /** How many jobs of each kind wait, run and are dead. Those that are done are not counted: they are soon purged. */
  countOpen(): Promise<JobCount[]>;
}

export interface NewClaim {
  /** At most so many jobs. */
  limit: number;
  kinds: readonly string[];
  /** Names this claim among all, so that a worker whose lease ran out cannot finish what another has taken over. */
  lease: string;
  /** Epoch milliseconds. */
  now: number;
  /** When others may take the jobs, unless the lease is renewed. */
  leasedUntil: number;
}

/** Every change of a claimed job answers false, and changes nothing, when the claim is no longer good. */
export interface JobStore extends JobReader {
  /**
   * Takes jobs whose time has come: first those whose worker let its lease run out, then those that wait, the most
   * urgent first. What another claim is taking at this moment is passed over.
   */
  claim(claim: NewClaim): Promise<ClaimedJob[]>;
  /** Extends the leases; returns the ids of those that are still held. */
  renew(claims: readonly JobClaim[], leasedUntil: number): Promise<string[]>;
  /** `fraction` from 0 to 1. */
  putProgress(claim: JobClaim, fraction: number, note: string | null): Promise<boolean>;
  complete(claim: JobClaim, now: number): Promise<boolean>;
  /** Back to the waiting ones, to be run at `runAt`. */
  retry(claim: JobClaim, runAt: number, error: string): Promise<boolean>;
  /** To the dead letters. */
  fail(claim: JobClaim, now: number, error: string): Promise<boolean>;
  /** Back to the waiting ones as if this attempt had not been. */
  handBack(claim: JobClaim): Promise<boolean>;
  /** A dead job waits again, with all its attempts; false when there is no such dead job. */
  requeue(id: string, now: number): Promise<boolean>;
  /** All dead jobs, or those of one kind, wait again; returns how many. */
  requeueAll(now: number, kind?: string): Promise<number>;
  /** Deletes a dead job; false when there is no such dead job. */
  drop(id: string): Promise<boolean>;
  /** Deletes all dead jobs, or those of one kind; returns how many. */
  dropAll(kind?: string): Promise<number>;
  /** Deletes at most `limit` jobs that were done before `before`; returns how many. */
  purgeDone(before: number, limit: number): Promise<number>;
}
