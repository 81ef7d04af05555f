import type { CoreContext } from '../core/context.ts';
import type { Connection } from './connections/connection.ts';
import type { Hub } from './hub.ts';

/**
 * Lets a connection hear its account. A session that ended after it was checked at the door and before the connection
 * could be found here was not closed with the others; so it is looked at once more. false: it has ended, and the
 * connection was told so.
 */
export async function attachAccount(core: CoreContext, hub: Hub, connection: Connection): Promise<boolean> {
  const { actor } = connection;
  await hub.attach(connection, async () =>
    actor === null ? [] : core.store.conversations.activeConversationIds(actor.userId),
  );
  if (actor === null || actor.sessionId === null) return true;
  const session = await core.store.sessions.find(actor.sessionId);
  if (session !== undefined && session.endedAt === null) return true;
  hub.detach(connection);
  connection.close('session_ended', 0);
  return false;
}
