import type { CoreContext } from '../context.ts';
import type { Relation } from './presence.ts';

/**
 * Reads how two people stand to each other now. `companions` are ids already known to share a conversation with the
 * viewer; for anybody else the store is asked.
 */
export async function findRelation(
  core: CoreContext,
  pair: { viewerId: string; userId: string },
  companions?: ReadonlySet<string>,
): Promise<Relation> {
  const { viewerId, userId } = pair;
  const { users } = core.store;
  const isPublic = core.settings.openDirectory;
  if (viewerId === userId) return { isSelf: true, isContact: true, isBlocked: false, isPublic };
  const isContact = companions?.has(userId) === true || (await users.sharesConversation(viewerId, userId));
  const isBlocked = await users.isBlockedEitherWay(viewerId, userId);
  return { isSelf: false, isContact, isBlocked, isPublic };
}
