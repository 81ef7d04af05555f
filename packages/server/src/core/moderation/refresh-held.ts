import type { CoreContext } from '../context.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { Transaction } from '../store.ts';

/** Of more, clients of somebody who was just given a role learn when they open the conversation anew. */
const MOST = 200;

/**
 * Tells the messages kept back in a conversation again, because who may see them has changed: who leads it now gets them,
 * who no longer does loses them.
 */
export async function refreshHeld(core: CoreContext, tx: Transaction, conversationId: string): Promise<void> {
  for (const one of await tx.moderation.listHeld(conversationId, MOST)) {
    const message = await tx.messages.find(one.messageId);
    if (message === undefined || message.deletedAt !== null) continue;
    await changeMessage(core, tx, { userId: message.senderId }, message, {}, 'message.moderated', 'same');
  }
}
