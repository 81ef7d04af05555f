import { type Actor, makeActor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Store } from '../store.ts';
import { SessionCache } from './session-cache.ts';

/** One cache for each store, and gone with it: two servers in one process share nothing. */
const caches = new WeakMap<Store, SessionCache>();

/**
 * Who holds this token. Throws `unauthenticated` for a token that was not made here, has expired or is for another
 * purpose, and `session_ended` where its session is over. A stream ticket opens event streams only, so its edge asks for
 * that purpose.
 */
export async function authenticate(
  core: CoreContext,
  token: string,
  purpose: 'access' | 'stream' = 'access',
): Promise<Actor> {
  const claims = await core.tokens.verify(token, purpose);
  if (claims === undefined) {
    throw new CoreError('unauthenticated', 'The access token is not valid, or has expired; refresh it or log in.');
  }
  const session = await cacheOf(core).find(claims.sessionId);
  if (session === undefined || session.userId !== claims.userId) {
    throw new CoreError('session_ended', 'The session of this token has ended; log in again.');
  }
  return makeActor(session.userId, claims.sessionId, session.kind);
}

function cacheOf(core: CoreContext): SessionCache {
  const known = caches.get(core.store);
  if (known !== undefined) return known;
  const cache = new SessionCache(core.store, core.clock);
  caches.set(core.store, cache);
  return cache;
}
