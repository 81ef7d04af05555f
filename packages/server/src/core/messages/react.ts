import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from './access.ts';
import { changeMessage } from './change-message.ts';
import type { Message } from './message.ts';

/** Different emoji on one message. */
const MOST_EMOJI = 50;

/** Sets or takes back the actor’s reaction; doing so twice changes nothing. */
export function setReaction(
  core: CoreContext,
  actor: Actor,
  messageId: string,
  emoji: string,
  on: boolean,
): Promise<Message> {
  return core.store.transaction(async (tx) => {
    const { message } = await requireLivingMessage(tx, actor, messageId);
    if (on && message.reactions.length >= MOST_EMOJI && !message.reactions.some((one) => one.emoji === emoji)) {
      throw new CoreError('conflict', `A message carries at most ${MOST_EMOJI} different reactions.`);
    }
    const changed = await tx.messages.setReaction(messageId, actor.userId, emoji, on, core.clock.now());
    if (!changed) return message;
    const reactions = await tx.messages.reactionsOf(messageId);
    return changeMessage(core, tx, actor, message, { reactions }, 'message.reacted');
  }, actor.userId);
}
