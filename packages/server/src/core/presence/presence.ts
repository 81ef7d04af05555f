import type { PresenceRegistry } from '../ports/presence-registry.ts';
import type { User } from '../users/user.ts';

export interface Presence {
  userId: string;
  online: boolean;
  status: string | null;
  lastSeenAt: number | null;
}

/** How the one who looks stands to the one who is looked at. */
export interface Relation {
  isSelf: boolean;
  /** They share a conversation. */
  isContact: boolean;
  /** One of the two has blocked the other. */
  isBlocked: boolean;
  /** The directory is open: everybody may know of everybody. */
  isPublic: boolean;
}

/**
 * What somebody may see of a person's presence; undefined where they may not even know of the person. Whoever hides
 * the last seen time hides being online too, or watching would tell it. A block looks like somebody who is away.
 */
export function findPresence(registry: PresenceRegistry, user: User, relation: Relation): Presence | undefined {
  const { isSelf, isContact, isBlocked, isPublic } = relation;
  if (!isSelf && !isContact && user.kind !== 'bot' && (!isPublic || user.settings.lastSeen !== 'everyone'))
    return undefined;
  if (isBlocked) return { userId: user.id, online: false, status: null, lastSeenAt: null };
  const isShown = isSelf || user.settings.lastSeen !== 'nobody';
  return {
    userId: user.id,
    online: isShown && (user.kind === 'bot' || registry.isOnline(user.id)),
    status: user.status,
    lastSeenAt: isShown ? user.lastSeenAt : null,
  };
}
