import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { User } from './user.ts';

/** The actor's own account. */
export async function getMe(core: CoreContext, actor: Actor): Promise<User> {
  const user = await core.store.users.find(actor.userId);
  if (user === undefined) throw new CoreError('unauthenticated', 'The account this token was made for does not exist.');
  return user;
}
