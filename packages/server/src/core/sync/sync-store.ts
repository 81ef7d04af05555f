import type { Ready } from '../ready.ts';

export interface StoredAnswer {
  requestHash: string;
  /** JSON text of the first result; empty while the request is running, on whatever node. */
  result: string;
}

export interface SyncReader {
  /** Names this data set; changes when history was restored from a backup. */
  epoch(): Promise<string>;
  /** The largest gpos such that nothing at or below it can still appear. */
  frontier(): Promise<number>;
  /** Up to which gpos the user's devices have acknowledged, as far as that was written down, and the epoch. */
  acknowledged(userId: string): Promise<{ epoch: string; gpos: number }>;
  findAnswer(userId: string, key: string, now: number): Promise<StoredAnswer | undefined>;
}

export interface SyncStore extends SyncReader {
  /** Raises the acknowledged position; it never falls. */
  acknowledge(userId: string, gpos: number): Ready<void>;
  /** Notes that a request runs; false where one with this key runs already, or was answered. */
  claimAnswer(
    userId: string,
    key: string,
    claim: { requestHash: string; now: number; until: number },
  ): Promise<boolean>;
  /** The request changed nothing, and may be tried again. */
  dropClaim(userId: string, key: string): Promise<void>;
  putAnswer(userId: string, key: string, answer: StoredAnswer, expiresAt: number): Promise<void>;
  /** Drops answers that are not given again; how many there were. */
  deleteAnswersBefore(now: number): Promise<number>;
}
