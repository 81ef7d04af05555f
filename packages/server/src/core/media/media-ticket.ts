import { type Actor, makeActor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireMedia } from './access.ts';

/** How long a ticket opens its file: long enough to play a film from it. */
const LIFETIME = 10 * 60_000;

export interface MediaTicket {
  ticket: string;
  expiresAt: number;
}

/** A ticket that opens this one file, for pages that cannot send headers (`<img src>`). */
export async function makeMediaTicket(core: CoreContext, actor: Actor, id: string): Promise<MediaTicket> {
  await requireMedia(core.store, actor, id);
  const expiresAt = core.clock.now() + LIFETIME;
  const { userId, sessionId, kind } = actor;
  if (sessionId === null) throw new CoreError('forbidden', 'A bot needs no ticket.');
  const ticket = await core.tokens.sign({ userId, sessionId, kind, purpose: 'media', subject: id, expiresAt });
  return { ticket, expiresAt };
}

/**
 * Who the ticket speaks for, as far as it was made for this file and its session still lives. Throws `unauthenticated`
 * or `session_ended`.
 */
export async function enterByMediaTicket(core: CoreContext, ticket: string, id: string): Promise<Actor> {
  const claims = await core.tokens.verify(ticket, 'media');
  if (claims === undefined || claims.subject !== id) {
    throw new CoreError('unauthenticated', 'The ticket is not for this file, or has expired; ask for a new one.');
  }
  const session = await core.store.sessions.find(claims.sessionId);
  if (session === undefined || session.endedAt !== null || session.userId !== claims.userId) {
    throw new CoreError('session_ended', 'The session of this ticket has ended; log in again.');
  }
  return makeActor(claims.userId, claims.sessionId, claims.kind);
}
