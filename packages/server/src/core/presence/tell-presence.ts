import type { CoreContext } from '../context.ts';
import type { PresenceEvent } from '../events.ts';
import type { User } from '../users/user.ts';

/** Tells those who follow somebody's presence how it is now, as far as they may know. */
export function tellPresence(core: CoreContext, user: User): void {
  core.ephemera.publish(toEvent(core, user));
}

/** Tells one person how somebody is now, as far as they may know since a moment ago. */
export function tellPresenceTo(core: CoreContext, user: User, onlyTo: string): void {
  core.ephemera.publish({ ...toEvent(core, user), onlyTo });
}

function toEvent(core: CoreContext, user: User): PresenceEvent {
  const online = core.presence.isOnline(user.id);
  return { type: 'presence.changed', user, online, lastSeenAt: user.lastSeenAt };
}
