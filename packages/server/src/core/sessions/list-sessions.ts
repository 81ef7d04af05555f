import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Session } from './session.ts';

/** The actor's sessions that neither ended nor expired, the newest first. */
export async function listSessions(core: CoreContext, actor: Actor): Promise<Session[]> {
  return core.store.sessions.listActive(actor.userId, core.clock.now());
}
