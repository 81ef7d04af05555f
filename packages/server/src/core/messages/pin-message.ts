import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from './access.ts';
import { changeMessage } from './change-message.ts';
import type { Message } from './message.ts';

const MOST_PINS = 100;

/** Pins or unpins for all; in groups and rooms owners and admins do. */
export function setPin(core: CoreContext, actor: Actor, messageId: string, on: boolean): Promise<Message> {
  return core.store.transaction(async (tx) => {
    const { message, conversation, member } = await requireLivingMessage(tx, actor, messageId);
    const led = conversation.kind === 'group' || conversation.kind === 'room';
    if (led && member.role === 'member')
      throw new CoreError('forbidden', 'Only owners and admins may pin messages here.');
    if ((message.pinnedAt !== null) === on) return message;
    if (on && (await tx.messages.listPinned(conversation.id, MOST_PINS)).length >= MOST_PINS) {
      throw new CoreError('conflict', `At most ${MOST_PINS} messages can be pinned in a conversation.`);
    }
    const change = on ? { pinnedAt: core.clock.now(), pinnedBy: actor.userId } : { pinnedAt: null, pinnedBy: null };
    return changeMessage(core, tx, actor, message, change, on ? 'message.pinned' : 'message.unpinned');
  }, actor.userId);
}

export async function listPins(core: CoreContext, actor: Actor, conversationId: string): Promise<Message[]> {
  await requireMember(core.store, actor, conversationId);
  const messages = await core.store.messages.listPinned(conversationId, MOST_PINS);
  const hidden = await core.store.messages.hiddenAmong(
    actor.userId,
    messages.map((message) => message.id),
  );
  return messages.filter((message) => !hidden.has(message.id));
}
