import type { CoreContext } from '../context.ts';
import type { User } from '../users/user.ts';

/** The accounts of those who answer here, in the order of the configuration. */
export async function listAssistants(core: CoreContext): Promise<User[]> {
  const ids = [...core.assistants.keys()];
  const found = new Map((await core.store.users.findMany(ids)).map((user) => [user.id, user]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
