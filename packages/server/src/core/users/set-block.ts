import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { tellPresenceTo } from '../presence/tell-presence.ts';

/**
 * Writes or lifts a block and tells the actor's own devices; the other person is never told. Those who follow each other's
 * presence see each other as away from then on, or again as they are.
 */
export async function setBlock(core: CoreContext, actor: Actor, userId: string, blocked: boolean): Promise<void> {
  const changed = await core.store.transaction(async (tx) => {
    const isNew = await tx.users.setBlock(actor.userId, userId, blocked, core.clock.now());
    if (!isNew) return [];
    tx.emit({ type: 'block.updated', userId: actor.userId, blocked: await tx.users.blockedBy(actor.userId) });
    return tx.users.findMany([actor.userId, userId]);
  }, actor.userId);
  for (const user of changed) {
    // Of whoever is away, or hides whether they are, nothing changes; to be told of it all the same would tell of the block.
    if (!core.presence.isOnline(user.id) || user.settings.lastSeen === 'nobody') continue;
    tellPresenceTo(core, user, user.id === userId ? actor.userId : userId);
  }
}
