import type { CoreContext } from '../context.ts';
import type { User } from '../users/user.ts';

/** Tells those who follow somebody's presence how it is now, as far as they may know. */
export function tellPresence(core: CoreContext, user: User): void {
  const online = core.presence.isOnline(user.id);
  core.ephemera.publish({ type: 'presence.changed', user, online, lastSeenAt: user.lastSeenAt });
}
