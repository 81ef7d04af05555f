import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';

/** The ids of the people the actor has blocked. */
export async function listBlocks(core: CoreContext, actor: Actor): Promise<string[]> {
  return core.store.users.blockedBy(actor.userId);
}
