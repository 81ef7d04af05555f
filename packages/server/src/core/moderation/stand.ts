import { orderAnswers } from '../assistant/order-answers.ts';
import type { CoreContext } from '../context.ts';
import type { ModerationEffect } from '../events.ts';
import { placeMedia, unplaceMedia } from '../media/place-media.ts';
import { changeMessage } from '../messages/change-message.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { planTranscript } from '../transcription/plan-transcript.ts';
import { findTranscript } from '../transcription/transcript.ts';
import { forgetTranslations } from '../translation/forget-translations.ts';
import type { ModerationCase } from './moderation-case.ts';
import { isWithheld } from './withheld.ts';
import { standAs } from './write-case.ts';

/** The message with all that its author wrote, whatever its row holds. */
export function saidIn(message: Message, one: ModerationCase | undefined): Message {
  if (one === undefined || one.original === null || !isAltered(one)) return message;
  return { ...message, content: one.original, mentions: one.mentions };
}

/** Whether the row of the message holds something else than its author wrote. */
function isAltered({ standing }: Pick<ModerationCase, 'standing'>): boolean {
  return standing === 'masked' || standing === 'held' || standing === 'removed';
}

/**
 * Lets a message stand in its conversation as its case says now: what it shows, whom it mentions, and who may open its
 * file. `earlier` is the case as it was. Tells the change; a message that was deleted stays so.
 */
export async function changeStanding(
  core: CoreContext,
  tx: Transaction,
  message: Message,
  { earlier, now }: { earlier: ModerationCase | undefined; now: ModerationCase },
): Promise<Message> {
  if (message.deletedAt !== null) return message;
  const said = saidIn(message, earlier);
  const change: Partial<Message> = standAs(said, now);
  const effect = effectOf(message, change);
  if (effect === 'withdrawn' || effect === 'changed') await forgetTranslations(core, tx, message);
  if (effect === 'withdrawn') {
    await tx.conversations.removeMentions(message.conversationId, message.seq);
    await tellMentioned(tx, said);
    await unplaceMedia(tx, said);
    if (message.pinnedAt !== null) Object.assign(change, { pinnedAt: null, pinnedBy: null });
  }
  if (effect === 'released') {
    const mentioned = said.mentions.filter((id) => id !== message.senderId);
    await tx.conversations.addMentions(message.conversationId, message.seq, mentioned);
    await tellMentioned(tx, said);
    if (said.content !== null) await placeMedia(tx, { ...said, content: said.content });
    change.annotations = await transcribeReleased(core, tx, said, change.annotations ?? message.annotations);
  }
  const actor = { userId: message.senderId };
  if (effect === 'same' && !isWithheld(message)) {
    return changeMessage(core, tx, actor, message, change, 'message.annotated');
  }
  const changed = await changeMessage(core, tx, actor, message, change, 'message.moderated', effect);
  if (effect === 'released') await answerReleased(core, tx, changed);
  return changed;
}

/** What was kept back when it was sent asked nobody. */
async function answerReleased(core: CoreContext, tx: Transaction, message: Message): Promise<void> {
  const conversation = await tx.conversations.find(message.conversationId);
  const sender = await tx.users.find(message.senderId);
  if (conversation === undefined || sender === undefined) return;
  await orderAnswers(core, tx, { conversation, message, sender, awaited: false, released: true });
}

/** The job that was to write down a recording found nothing while it was kept back. */
async function transcribeReleased(
  core: CoreContext,
  tx: Transaction,
  said: Message,
  annotations: Message['annotations'],
) {
  if (findTranscript(annotations)?.state !== 'waiting') return annotations;
  const { transcript: waiting, ...others } = annotations;
  const { id: messageId, senderId, content } = said;
  const transcript = await planTranscript(core, tx, { messageId, senderId, content });
  return transcript === undefined ? others : { ...others, transcript };
}

/** How many mentions somebody has not read is told with the membership, here because it changes without a new message. */
async function tellMentioned(tx: Transaction, { conversationId, mentions, senderId }: Message): Promise<void> {
  for (const userId of mentions) {
    const own = await tx.conversations.findOwn(conversationId, userId);
    if (userId === senderId || own?.member.state !== 'active') continue;
    const count = await tx.conversations.mentionCount(own.member);
    tx.emit({ type: 'membership.updated', userId, own, mentions: count });
  }
}

function effectOf(message: Message, change: Partial<Message>): ModerationEffect {
  if (change.content === null) return message.content === null ? 'same' : 'withdrawn';
  if (message.content === null) return 'released';
  return JSON.stringify(change.content) === JSON.stringify(message.content) ? 'same' : 'changed';
}
