import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';

/** Tells the others in a conversation that the actor types, or stopped. Nothing is stored. */
export async function setTyping(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  typing: boolean,
): Promise<void> {
  await requireMember(core.store, actor, conversationId);
  const user = await core.store.users.find(actor.userId);
  if (user === undefined) return;
  core.ephemera.publish({ type: typing ? 'typing.started' : 'typing.stopped', conversationId, user });
}
