import type { Session } from './session.ts';

export interface SessionReader {
  find(id: string): Promise<Session | undefined>;
  findByRefreshHash(hash: string): Promise<Session | undefined>;
  /** The session whose previous refresh token this was. */
  findByPreviousRefreshHash(hash: string): Promise<Session | undefined>;
  /** Those not ended and not expired at `now`, the newest first. */
  listActive(userId: string, now: number): Promise<Session[]>;
}

export interface SessionStore extends SessionReader {
  insert(session: Session): Promise<void>;
  /** Replaces the refresh token; false when `expectedHash` is no longer the current one (a race was lost). */
  rotate(id: string, expectedHash: string, newHash: string, now: number, expiresAt: number): Promise<boolean>;
  /** Returns the ids that were ended now. `exceptId` stays. */
  endAll(userId: string, now: number, exceptId: string | null): Promise<string[]>;
  end(id: string, now: number): Promise<boolean>;
}
