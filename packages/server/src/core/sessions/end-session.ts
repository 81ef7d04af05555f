import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';

/**
 * Ends one of the actor's sessions; without an id the present one (logging out). Its tokens and connections stop at
 * once. Ending it again is no error.
 */
export async function endSession(core: CoreContext, actor: Actor, input: { sessionId?: string } = {}): Promise<void> {
  const sessionId = input.sessionId ?? actor.sessionId;
  if (sessionId === null) return;
  await core.store.transaction(async (tx) => {
    const session = await tx.sessions.find(sessionId);
    if (session === undefined || session.userId !== actor.userId) throw notFound('session', sessionId);
    if (await tx.sessions.end(sessionId, core.clock.now())) {
      tx.emit({ type: 'session.ended', userId: actor.userId, sessionIds: [sessionId] });
    }
  });
}
