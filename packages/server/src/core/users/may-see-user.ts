import type { CoreContext } from '../context.ts';
import type { User } from './user.ts';

/**
 * Whether a person may know of another: always of oneself and of bots, of everybody where the directory is open, and
 * otherwise of those one shares a conversation with.
 */
export async function maySeeUser(core: CoreContext, viewerId: string, user: User): Promise<boolean> {
  if (user.id === viewerId || user.kind === 'bot' || core.settings.openDirectory) return true;
  return await core.store.users.sharesConversation(viewerId, user.id);
}
