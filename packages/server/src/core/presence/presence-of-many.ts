import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { findRelations } from './find-relations.ts';
import { findPresence, type Presence } from './presence.ts';

const MOST = 500;

/** The presence of those among `userIds` (at most 500) that the actor may see; the others are silently left out. */
export async function presenceOfMany(
  core: CoreContext,
  actor: Actor,
  input: { userIds: readonly string[] },
): Promise<Presence[]> {
  if (input.userIds.length > MOST) {
    throw new CoreError('invalid_input', `At most ${MOST} people at once, not ${input.userIds.length}.`, {
      field: '/user_ids',
    });
  }
  const users = await core.store.users.findMany([...new Set(input.userIds)]);
  const ids = users.map((user) => user.id);
  const relationTo = await findRelations(core, actor.userId, ids);
  return users
    .map((user) => findPresence(core.presence, user, relationTo(user.id)))
    .filter((presence) => presence !== undefined);
}
