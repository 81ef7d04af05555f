import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { requireMember } from '../../core/conversations/access.ts';
import type { Conversation } from '../../core/conversations/conversation.ts';
import { notFound } from '../../core/errors.ts';

/** A group, or a room that was joined elsewhere; nothing else can be addressed as one. */
export async function requireGroup(core: CoreContext, actor: Actor, groupId: string): Promise<Conversation> {
  const { conversation } = await requireMember(core.store, actor, groupId);
  if (conversation.kind !== 'group' && conversation.kind !== 'room') throw notFound('group', groupId);
  return conversation;
}
