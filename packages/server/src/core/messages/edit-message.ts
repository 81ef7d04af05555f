import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { placeMedia, requireOwnMedia, unplaceMedia } from '../media/place-media.ts';
import type { Transaction } from '../store.ts';
import { planTranscript } from '../transcription/plan-transcript.ts';
import { requireLivingMessage } from './access.ts';
import { changeMessage } from './change-message.ts';
import { requireContent } from './content.ts';
import type { Content, Message } from './message.ts';

export interface MessageEditInput {
  messageId: string;
  content: Content;
  /** The rev the editor saw; undefined skips the check, for edges whose clients know none. */
  baseRev?: number;
}

/** The author’s edit; the version before it stays readable. Errors: `forbidden`, `revision_conflict`, `not_found`. */
export function editMessage(core: CoreContext, actor: Actor, input: MessageEditInput): Promise<Message> {
  requireContent(input.content, core.settings.textLength);
  return core.store.transaction(async (tx) => {
    const { message } = await requireLivingMessage(tx, actor, input.messageId);
    if (message.senderId !== actor.userId) throw new CoreError('forbidden', 'Only its author may edit a message.');
    const { content } = message;
    if (content === null || content.type !== input.content.type) {
      throw new CoreError('conflict', `A message of type “${content?.type}” cannot become “${input.content.type}”.`);
    }
    const wanted = await requireOwnMedia(tx, actor, { conversationId: message.conversationId, content: input.content });
    const sameContent = JSON.stringify(content) === JSON.stringify(wanted);
    if (sameContent) return message;
    if (input.baseRev !== undefined && input.baseRev !== message.rev) {
      throw new CoreError('revision_conflict', `The message is at rev ${message.rev}, not ${input.baseRev}.`, {
        current: message,
      });
    }
    const at = core.clock.now();
    await tx.messages.insertEdit({ messageId: message.id, rev: message.rev, content, editedAt: at });
    await placeMedia(tx, { conversationId: message.conversationId, content: wanted });
    await unplaceMedia(tx, message);
    const annotations = await annotateAnew(core, tx, message, wanted);
    const change = { content: wanted, annotations, rev: message.rev + 1, editedAt: at };
    return changeMessage(core, tx, actor, message, change, 'message.edited');
  });
}

/** Another recording needs another transcript. */
async function annotateAnew(core: CoreContext, tx: Transaction, message: Message, content: Content) {
  const { transcript: outdated, ...others } = message.annotations;
  if (content.type !== 'audio' || message.content?.type !== 'audio') return message.annotations;
  if (content.mediaId === message.content.mediaId) return message.annotations;
  const transcript = await planTranscript(core, tx, { messageId: message.id, senderId: message.senderId, content });
  return transcript === undefined ? others : { ...others, transcript };
}

export async function listEdits(core: CoreContext, actor: Actor, messageId: string) {
  await requireLivingMessage(core.store, actor, messageId);
  return core.store.messages.listEdits(messageId);
}
