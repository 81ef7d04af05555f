import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import type { User } from '../users/user.ts';
import type { Session } from './session.ts';
import { signAccessToken } from './sign-access-token.ts';
import { type StartedSession, type TokenLifetimes, toSessionExpiry } from './start-session.ts';

export interface RefreshInput extends TokenLifetimes {
  refreshToken: string;
}

type Outcome = { kind: 'rotated'; user: User; session: Session } | { kind: 'reused' | 'ended' | 'unknown' };

/** How long, in milliseconds, the answer to a refresh is given again: long enough for one that was lost on the way. */
const REPEATED = 30_000;

/**
 * Trades the refresh token for new tokens; each works once. Within half a minute the same token gets the same answer,
 * as long as the new one was not used: its first answer may have been lost, or two tabs may have asked at once. After
 * that the one before, seen again, means that two hold the same session: it ends. Throws `session_ended` then and where it had ended already, `unauthenticated` for an unknown token.
 */
export async function refreshSession(core: CoreContext, input: RefreshInput): Promise<StartedSession> {
  const refreshToken = nextToken(core, input.refreshToken);
  // A refusal thrown inside would undo the end of a stolen session, so the outcome is carried out first.
  const outcome = await core.store.transaction((tx) => tryRotate(core, tx, input, core.ids.hash(refreshToken)));
  if (outcome.kind === 'rotated') {
    const { user, session } = outcome;
    return { user, session, refreshToken, ...(await signAccessToken(core, user, session, input)) };
  }
  throw toRefusal(outcome.kind);
}

/** Made from the one before under the installation’s key, so that a repeated request gets the same token. */
function nextToken(core: CoreContext, refreshToken: string): string {
  return core.ids.hash(core.cursors.seal(`refresh ${refreshToken}`));
}

async function tryRotate(core: CoreContext, tx: Transaction, input: RefreshInput, newHash: string): Promise<Outcome> {
  const hash = core.ids.hash(input.refreshToken);
  const now = core.clock.now();
  const session = await tx.sessions.findByRefreshHash(hash);
  if (session !== undefined) {
    if (session.endedAt !== null || session.expiresAt <= now) return { kind: 'ended' };
    const user = await tx.users.find(session.userId);
    const expiresAt = toSessionExpiry(core, now, input);
    if (user !== undefined && (await tx.sessions.rotate(session.id, hash, newHash, now, expiresAt))) {
      const rotated = { ...session, refreshHash: newHash, previousRefreshHash: hash, lastUsedAt: now, expiresAt };
      return { kind: 'rotated', user, session: rotated };
    }
  }
  // Also reached when another request with the same token was faster.
  const stolen = await tx.sessions.findByPreviousRefreshHash(hash);
  if (stolen === undefined) return { kind: session === undefined ? 'unknown' : 'ended' };
  const repeated = stolen.refreshHash === newHash && stolen.endedAt === null && now - stolen.lastUsedAt < REPEATED;
  const owner = repeated ? await tx.users.find(stolen.userId) : undefined;
  if (owner !== undefined) return { kind: 'rotated', user: owner, session: stolen };
  if (await tx.sessions.end(stolen.id, now)) {
    tx.emit({ type: 'session.ended', userId: stolen.userId, sessionIds: [stolen.id] });
  }
  return { kind: 'reused' };
}

function toRefusal(kind: 'reused' | 'ended' | 'unknown'): CoreError {
  switch (kind) {
    case 'reused':
      return new CoreError(
        'session_ended',
        'This refresh token was used before, so its session was ended; log in again.',
      );
    case 'ended':
      return new CoreError('session_ended', 'The session of this refresh token has ended; log in again.');
    case 'unknown':
      return new CoreError('unauthenticated', 'The refresh token is not known here; log in again.');
  }
}
