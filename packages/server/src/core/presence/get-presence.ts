import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { findRelation } from './find-relation.ts';
import { findPresence, type Presence } from './presence.ts';

/** Whether somebody is online and when they last were; `not_found` for whoever the actor may not know of. */
export async function getPresence(core: CoreContext, actor: Actor, input: { userId: string }): Promise<Presence> {
  const user = await core.store.users.find(input.userId);
  if (user === undefined) throw notFound('user', input.userId);
  const relation = await findRelation(core, { viewerId: actor.userId, userId: user.id });
  const presence = findPresence(core.presence, user, relation);
  if (presence === undefined) throw notFound('user', input.userId);
  return presence;
}
