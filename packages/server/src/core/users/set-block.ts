import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';

/** Writes or lifts a block and tells the actor's own devices; the other person is never told. */
export async function setBlock(core: CoreContext, actor: Actor, userId: string, blocked: boolean): Promise<void> {
  await core.store.transaction(async (tx) => {
    const changed = await tx.users.setBlock(actor.userId, userId, blocked, core.clock.now());
    if (!changed) return;
    tx.emit({ type: 'block.updated', userId: actor.userId, blocked: await tx.users.blockedBy(actor.userId) });
  }, actor.userId);
}
