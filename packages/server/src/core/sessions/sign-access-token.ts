import type { CoreContext } from '../context.ts';
import type { User } from '../users/user.ts';
import type { Session } from './session.ts';

/** An access token for the session, and when it expires (epoch milliseconds, on a whole second as in the token). */
export async function signAccessToken(
  core: CoreContext,
  user: User,
  session: Session,
  lifetimes: { accessTokenLifetime?: number | undefined },
): Promise<{ accessToken: string; accessExpiresAt: number }> {
  const lifetime = lifetimes.accessTokenLifetime ?? core.settings.accessTokenLifetime;
  const latest = Math.min(core.clock.now() + lifetime, session.expiresAt);
  const accessExpiresAt = Math.floor(latest / 1000) * 1000;
  const accessToken = await core.tokens.sign({
    userId: user.id,
    sessionId: session.id,
    purpose: 'access',
    kind: user.kind,
    expiresAt: accessExpiresAt,
  });
  return { accessToken, accessExpiresAt };
}
