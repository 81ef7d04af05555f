import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { setBlock } from './set-block.ts';

/** Lifts a block; nothing happens where there is none. */
export async function unblockUser(core: CoreContext, actor: Actor, input: { userId: string }): Promise<void> {
  await setBlock(core, actor, input.userId, false);
}
