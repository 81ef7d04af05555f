import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { findRelation } from './find-relation.ts';
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
  const { users } = core.store;
  const companions = new Set(await users.companionIds(actor.userId));
  const found: Presence[] = [];
  for (const user of await users.findMany([...new Set(input.userIds)])) {
    const relation = await findRelation(core, { viewerId: actor.userId, userId: user.id }, companions);
    const presence = findPresence(core.presence, user, relation);
    if (presence !== undefined) found.push(presence);
  }
  return found;
}
