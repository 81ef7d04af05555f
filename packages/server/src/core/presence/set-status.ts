import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { parseStatus } from '../users/profile-fields.ts';
import { tellPresence } from './tell-presence.ts';

/** Sets the actor's status text; null clears it. Those who follow the actor's presence hear of it. */
export async function setStatus(core: CoreContext, actor: Actor, input: { status: string | null }): Promise<void> {
  const status = input.status === null ? null : parseStatus(input.status);
  const changed = await core.store.transaction(async (tx) => {
    const user = await tx.users.find(actor.userId);
    if (user === undefined)
      throw new CoreError('unauthenticated', 'The account this token was made for does not exist.');
    if (user.status === status) return undefined;
    await tx.users.update(user.id, { status });
    const updated = { ...user, status, gpos: tx.gpos };
    tx.emit({ type: 'user.updated', user: updated, companionIds: await tx.users.companionIds(user.id) });
    return updated;
  }, actor.userId);
  if (changed !== undefined) tellPresence(core, changed);
}
