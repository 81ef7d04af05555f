import type { CoreContext } from '../context.ts';
import type { Relation } from './presence.ts';

/** Reads how a person and others stand to each other now, with the same questions however many those are. */
export async function findRelations(
  core: CoreContext,
  userId: string,
  otherIds: readonly string[],
): Promise<(otherId: string) => Relation> {
  const { users } = core.store;
  const others = [...new Set(otherIds)].filter((id) => id !== userId);
  const [contacts, blocked] = [await users.contactsAmong(userId, others), await users.blockedAmong(userId, others)];
  const isPublic = core.settings.openDirectory;
  return (otherId) => {
    if (otherId === userId) return { isSelf: true, isContact: true, isBlocked: false, isPublic };
    return { isSelf: false, isContact: contacts.has(otherId), isBlocked: blocked.has(otherId), isPublic };
  };
}
