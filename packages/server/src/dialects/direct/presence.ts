import type { PresenceEvent } from '../../core/events.ts';
import { findRelations } from '../../core/presence/find-relations.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { DialectHost } from '../dialect.ts';
import { presentUser } from './present.ts';

/**
 * `user_online` and `user_offline` go to contacts and conversation partners, or to everybody where the directory is open;
 * never to those between whom and the person there is a block, once they were told that the person is away, and to nobody
 * where the person hides when they are here.
 */
export async function tellPresence(host: DialectHost, { user, online, onlyTo }: PresenceEvent): Promise<void> {
  if (user.settings.lastSeen === 'nobody') return;
  const viewers = new Map<string, Connection[]>();
  for (const connection of host.sockets('direct')) {
    const viewerId = connection.actor?.userId;
    if (viewerId === undefined || viewerId === user.id || viewerId !== (onlyTo ?? viewerId)) continue;
    viewers.set(viewerId, [...(viewers.get(viewerId) ?? []), connection]);
  }
  if (viewers.size === 0) return;
  const relationTo = await findRelations(host.core, user.id, [...viewers.keys()]);
  const payload = { is_online: online, ...presentUser(user) };
  for (const [viewerId, connections] of viewers) {
    const { isContact, isBlocked, isPublic } = relationTo(viewerId);
    // Who is blocked from now on is told by itself that the person is away.
    if ((isBlocked && onlyTo === undefined) || !(isContact || (isPublic && user.settings.lastSeen === 'everyone')))
      continue;
    for (const connection of connections) host.tell(connection, online ? 'user_online' : 'user_offline', payload);
  }
}
