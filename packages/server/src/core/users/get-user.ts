import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { maySeeUser } from './may-see-user.ts';
import type { User } from './user.ts';

/** One person the actor may know of; `not_found` for anybody else, whether they exist or not. */
export async function getUser(core: CoreContext, actor: Actor, input: { userId: string }): Promise<User> {
  const user = await core.store.users.find(input.userId);
  if (user === undefined || !(await maySeeUser(core, actor.userId, user))) throw notFound('user', input.userId);
  return user;
}
