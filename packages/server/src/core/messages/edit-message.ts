import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';
import { placeMedia, requireOwnMedia, unplaceMedia } from '../media/place-media.ts';
import { judgeEdit } from '../moderation/judge-edit.ts';
import { isJudgedOutside, moderationJob } from '../moderation/judge-outside.ts';
import { revealOne } from '../moderation/reveal.ts';
import { saidIn } from '../moderation/stand.ts';
import { isWithheld, noteOf } from '../moderation/withheld.ts';
import type { Transaction } from '../store.ts';
import { planTranscript } from '../transcription/plan-transcript.ts';
import { requireLivingMessage, requireMessage } from './access.ts';
import { changeMessage } from './change-message.ts';
import { requireContent } from './content.ts';
import type { Content, Message } from './message.ts';

export interface MessageEditInput {
  messageId: string;
  content: Content;
  /** The rev the editor saw; undefined skips the check, for edges whose clients know none. */
  baseRev?: number;
  /** Facts that are new with it. Whoever gives some makes a new version also where the content stays. */
  annotations?: Record<string, unknown>;
}

/** The author’s edit; the version before it stays readable. Errors: `forbidden`, `revision_conflict`, `not_found`. */
export function editMessage(core: CoreContext, actor: Actor, input: MessageEditInput): Promise<Message> {
  requireContent(input.content, core.settings.textLength);
  return core.store.transaction((tx) => editWithin(core, tx, actor, input), actor.userId);
}

/** The same inside a transaction that does more. */
export async function editWithin(
  core: CoreContext,
  tx: Transaction,
  actor: Actor,
  input: MessageEditInput,
): Promise<Message> {
  requireContent(input.content, core.settings.textLength);
  const { message, conversation, earlier } = await requireEditable(tx, actor, input.messageId);
  const said = saidIn(message, earlier);
  const { content } = said;
  if (content === null || content.type !== input.content.type) {
    throw new CoreError('conflict', `A message of type “${content?.type}” cannot become “${input.content.type}”.`);
  }
  const wanted = await requireOwnMedia(tx, actor, { conversationId: message.conversationId, content: input.content });
  const sameContent = JSON.stringify(content) === JSON.stringify(wanted);
  if (sameContent && input.annotations === undefined) return revealOne(tx, actor.userId, message);
  if (input.baseRev !== undefined && input.baseRev !== message.rev) {
    throw new CoreError('revision_conflict', `The message is at rev ${message.rev}, not ${input.baseRev}.`, {
      current: await revealOne(tx, actor.userId, message),
    });
  }
  const at = core.clock.now();
  const annotations = { ...(await annotateAnew(core, tx, said, wanted)), ...input.annotations };
  const next: Message = { ...said, content: wanted, annotations, rev: message.rev + 1, editedAt: at };
  const change = await judgeEdit(core, tx, { before: message, next, conversation, earlier });
  // What others never saw is not an earlier version for them to read.
  if (message.content !== null) {
    await tx.messages.insertEdit({ messageId: message.id, rev: message.rev, content: message.content, editedAt: at });
  }
  if (change.content !== null) await placeMedia(tx, { conversationId: message.conversationId, content: wanted });
  await unplaceMedia(tx, message);
  const edited = await changeMessage(core, tx, actor, message, change, 'message.edited');
  if (isJudgedOutside(core, conversation, edited)) await tx.enqueue(moderationJob(edited));
  return revealOne(tx, actor.userId, edited);
}

/** Another recording needs another transcript. */
async function annotateAnew(core: CoreContext, tx: Transaction, message: Message, content: Content) {
  const { transcript: outdated, ...others } = message.annotations;
  if (content.type !== 'audio' || message.content?.type !== 'audio') return message.annotations;
  if (content.mediaId === message.content.mediaId) return message.annotations;
  const transcript = await planTranscript(core, tx, { messageId: message.id, senderId: message.senderId, content });
  return transcript === undefined ? others : { ...others, transcript };
}

/** The author’s own message; kept back for review, it can be edited and stays kept back. What was removed is gone. */
async function requireEditable(tx: Transaction, actor: Actor, messageId: string) {
  const found = await requireMessage(tx, actor, messageId);
  const { message } = found;
  const isJudged = noteOf(message) !== undefined || isWithheld(message);
  const earlier = isJudged ? await tx.moderation.findCaseOf(messageId) : undefined;
  if (message.deletedAt !== null || earlier?.standing === 'removed') throw notFound('message', messageId);
  if (message.senderId !== actor.userId) {
    if (message.content === null) throw notFound('message', messageId);
    throw new CoreError('forbidden', 'Only its author may edit a message.');
  }
  return { ...found, earlier };
}

export async function listEdits(core: CoreContext, actor: Actor, messageId: string) {
  await requireLivingMessage(core.store, actor, messageId);
  return core.store.messages.listEdits(messageId);
}
