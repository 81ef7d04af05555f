import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import type { User } from '../users/user.ts';
import type { Session } from './session.ts';
import { signAccessToken } from './sign-access-token.ts';

/** How long tokens last, in milliseconds; what is left out comes from the settings. */
export interface TokenLifetimes {
  accessTokenLifetime?: number | undefined;
  sessionLifetime?: number | undefined;
}

export interface SessionOptions extends TokenLifetimes {
  /** How the person recognises this session in a list. */
  device?: string | null | undefined;
}

/** A session that has just begun or been refreshed, with the only copy of its secrets. */
export interface StartedSession {
  user: User;
  session: Session;
  accessToken: string;
  accessExpiresAt: number;
  refreshToken: string;
}

const DEVICE_MAXIMUM = 100;

/**
 * Runs `enter`, which finds or makes the user, and starts a session for them in the same transaction; signs the tokens
 * after the commit. Throws `conflict` when the account's credentials change while it is being entered.
 */
export async function startSession(
  core: CoreContext,
  options: SessionOptions,
  enter: (tx: Transaction) => Promise<User>,
): Promise<StartedSession> {
  const refreshToken = core.ids.secret(32);
  const { user, session } = await core.store.transaction(async (tx) => {
    const entered = await enter(tx);
    const user = await lockUser(core, tx, entered);
    const session = makeSession(core, user.id, refreshToken, options);
    await tx.sessions.insert(session);
    tx.emit({ type: 'session.started', userId: user.id, session });
    return { user, session };
  });
  return { user, session, refreshToken, ...(await signAccessToken(core, user, session, options)) };
}

/**
 * Writes the user's row before the session is made. A password that is being set at this moment ends all sessions of the
 * account; without the lock this session could slip in between and outlive that.
 */
async function lockUser(core: CoreContext, tx: Transaction, entered: User): Promise<User> {
  await tx.users.setLastSeen(entered.id, core.clock.now());
  const user = await tx.users.find(entered.id);
  if (user === undefined || user.passwordHash !== entered.passwordHash || user.externalKey !== entered.externalKey) {
    throw new CoreError('conflict', 'The account’s credentials were changed at this very moment; log in again.');
  }
  return user;
}

function makeSession(core: CoreContext, userId: string, refreshToken: string, options: SessionOptions): Session {
  const now = core.clock.now();
  return {
    id: core.ids.next(),
    userId,
    device: options.device?.slice(0, DEVICE_MAXIMUM) || null,
    refreshHash: core.ids.hash(refreshToken),
    previousRefreshHash: null,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: toSessionExpiry(core, now, options),
    endedAt: null,
  };
}

/** No session ends before its access token does. */
export function toSessionExpiry(core: CoreContext, now: number, lifetimes: TokenLifetimes): number {
  const access = lifetimes.accessTokenLifetime ?? core.settings.accessTokenLifetime;
  return now + Math.max(access, lifetimes.sessionLifetime ?? core.settings.sessionLifetime);
}
