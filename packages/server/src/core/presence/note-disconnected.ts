import type { CoreContext } from '../context.ts';

/**
 * Stores when somebody was last here; to be called when their last connection has gone. Returns that time (epoch
 * milliseconds), for the `presence.changed` that the connections' keeper publishes.
 */
export async function noteDisconnected(core: CoreContext, userId: string): Promise<number> {
  const now = core.clock.now();
  await core.store.transaction((tx) => tx.users.setLastSeen(userId, now));
  return now;
}
