import type { CoreContext } from '../../core/context.ts';
import { findRelation } from '../../core/presence/find-relation.ts';
import type { User } from '../../core/users/user.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { DialectHost } from '../dialect.ts';
import { presentUser } from './present.ts';

/**
 * `user_online` and `user_offline` go to contacts and conversation partners, or to everybody where the directory is open;
 * never to those between whom and the person there is a block, and to nobody where the person hides when they are here.
 */
export async function tellPresence(host: DialectHost, user: User, online: boolean): Promise<void> {
  if (user.settings.lastSeen === 'nobody') return;
  const viewers = new Map<string, Connection[]>();
  for (const connection of host.sockets('direct')) {
    const viewerId = connection.actor?.userId;
    if (viewerId === undefined || viewerId === user.id) continue;
    viewers.set(viewerId, [...(viewers.get(viewerId) ?? []), connection]);
  }
  if (viewers.size === 0) return;
  const { core } = host;
  const companions = new Set(await core.store.users.companionIds(user.id));
  const payload = { ...presentUser(user), is_online: online };
  for (const [viewerId, connections] of viewers) {
    if (!(await maySee(core, viewerId, user, companions))) continue;
    for (const connection of connections) host.tell(connection, online ? 'user_online' : 'user_offline', payload);
  }
}

async function maySee(
  core: CoreContext,
  viewerId: string,
  user: User,
  companions: ReadonlySet<string>,
): Promise<boolean> {
  const { isContact, isBlocked, isPublic } = await findRelation(core, { viewerId, userId: user.id }, companions);
  return !isBlocked && (isContact || (isPublic && user.settings.lastSeen === 'everyone'));
}
