import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { unplaceMedia } from '../media/place-media.ts';
import { closeCase } from '../moderation/close-case.ts';
import type { Transaction } from '../store.ts';
import { forgetTranslations } from '../translation/forget-translations.ts';
import { type FoundMessage, requireMessage } from './access.ts';
import { changeMessage } from './change-message.ts';

/** Deletes for all: a tombstone with the message’s numbers stays. Its author may, and admins of groups and rooms. */
export function deleteMessage(core: CoreContext, actor: Actor, messageId: string): Promise<void> {
  return core.store.transaction(async (tx) => {
    const found = await requireMessage(tx, actor, messageId);
    if (found.message.deletedAt !== null) return;
    requireDeleter(actor, found);
    await bury(core, tx, actor, found);
  }, actor.userId);
}

function requireDeleter(actor: Actor, { message, conversation, member }: FoundMessage): void {
  if (message.senderId === actor.userId || conversation.kind === 'assistant') return;
  const led = conversation.kind === 'group' || conversation.kind === 'room';
  if (led && member.role !== 'member') return;
  throw new CoreError('forbidden', 'Only its author, or an admin of a group, may delete a message for all.');
}

/** Leaves nothing of what was said: not in edits, reactions, files, mentions or search. */
async function bury(core: CoreContext, tx: Transaction, actor: Actor, { message }: FoundMessage): Promise<void> {
  await forgetTranslations(core, tx, message);
  await tx.messages.deleteEdits(message.id);
  await tx.messages.deleteReactions(message.id);
  await unplaceMedia(tx, message);
  await tx.conversations.removeMentions(message.conversationId, message.seq);
  const change = {
    content: null,
    mentions: [],
    reactions: [],
    annotations: {},
    deletedAt: core.clock.now(),
    pinnedAt: null,
    pinnedBy: null,
  };
  const deleted = await changeMessage(core, tx, actor, message, change, 'message.deleted');
  await closeCase(core, tx, message, deleted);
}

/** Deletes for the actor alone, on all their devices. */
export function hideMessage(core: CoreContext, actor: Actor, messageId: string): Promise<void> {
  return core.store.transaction(async (tx) => {
    const message = await tx.messages.find(messageId);
    const member = message && (await tx.conversations.findMember(message.conversationId, actor.userId));
    if (message === undefined || member?.state !== 'active') {
      await requireMessage(tx, actor, messageId);
      return;
    }
    if (!(await tx.messages.hide(actor.userId, message, core.clock.now()))) return;
    await tx.digests.forget(message.conversationId, actor.userId);
    // Marks the membership changed, so that a sync finds the conversation.
    await tx.conversations.updateMember(message.conversationId, actor.userId, {});
    tx.emit({ type: 'message.hidden', userId: actor.userId, message });
  }, actor.userId);
}
