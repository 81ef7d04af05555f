import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import { setBlock } from './set-block.ts';

/**
 * Blocks a person; blocking twice is the same as once. Anybody whose id the actor has can be blocked, also those met in
 * a conversation that has ended since: ids cannot be guessed.
 */
export async function blockUser(core: CoreContext, actor: Actor, input: { userId: string }): Promise<void> {
  if (input.userId === actor.userId) {
    throw new CoreError('invalid_input', 'You cannot block yourself.', { field: '/user_id' });
  }
  if ((await core.store.users.find(input.userId)) === undefined) throw notFound('user', input.userId);
  await setBlock(core, actor, input.userId, true);
}
