import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance, requireAdmin } from '../conversations/access.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { ModerationPolicy } from './policy.ts';

/** Sets what a group or room does about which texts; null: what the installation says. Owners and admins only. */
export function setPolicy(
  core: CoreContext,
  actor: Actor,
  conversationId: string,
  policy: ModerationPolicy | null,
): Promise<Conversation> {
  return core.store.transaction(async (tx) => {
    const own = await requireAdmin(tx, actor, conversationId);
    const at = core.clock.now();
    const advanced = await advance(tx, conversationId, { seq: false, at });
    const fields = { pos: advanced.lastPos, moderation: policy };
    await tx.conversations.update(conversationId, fields);
    const conversation: Conversation = { ...advanced, ...fields };
    await tx.moderation.appendAudit({
      id: core.ids.next(),
      conversationId,
      caseId: null,
      messageId: null,
      actorId: actor.userId,
      action: 'policy',
      subjectId: null,
      before: { policy: own.conversation.moderation },
      after: { policy },
      note: null,
      at,
    });
    tx.emit({ type: 'conversation.updated', conversation, actorId: actor.userId });
    return conversation;
  }, conversationId);
}
