import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { findRelations } from './find-relations.ts';
import { findPresence, type Presence } from './presence.ts';

/** Whether somebody is online and when they last were; `not_found` for whoever the actor may not know of. */
export async function getPresence(core: CoreContext, actor: Actor, input: { userId: string }): Promise<Presence> {
  const user = await core.store.users.find(input.userId);
  if (user === undefined) throw notFound('user', input.userId);
  const relationTo = await findRelations(core, actor.userId, [user.id]);
  const presence = findPresence(core.presence, user, relationTo(user.id));
  if (presence === undefined) throw notFound('user', input.userId);
  return presence;
}
