import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { requireMember } from '../conversations/access.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from '../messages/access.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import { assistantActor, toAnswerJob } from './answer-job.ts';

/**
 * Orders another answer to the same question: a new version of the answer’s message, whose earlier ones stay readable.
 * Returns the id of its stream; while one is being written, that one’s. Only who asked may. Errors: `not_found`,
 * `forbidden`, `conflict` for a message that is no answer or whose question is gone.
 */
export function regenerateAnswer(core: CoreContext, actor: Actor, messageId: string): Promise<string> {
  return core.store.transaction(async (tx) => {
    const { message, conversation } = await requireLivingMessage(tx, actor, messageId);
    if (conversation.archivedAt !== null) throw new CoreError('conflict', 'This conversation is archived.');
    const question = await requireQuestion(core, tx, message);
    if (question.senderId !== actor.userId) {
      throw new CoreError('forbidden', 'Only who asked may have an answer written anew.');
    }
    // The assistant, too, must still be there.
    await requireMember(tx, assistantActor(message.senderId), conversation.id);
    const running = await tx.answerStreams.findByMessage(messageId);
    if (running !== undefined) {
      const state = (await tx.jobs.find(running.id))?.state;
      if (state === 'waiting' || state === 'running') return running.id;
      await tx.answerStreams.remove(running.id);
    }
    const order = { conversationId: conversation.id, questionId: question.id, messageId };
    const people = { assistantId: message.senderId, askerId: actor.userId };
    const id = await tx.enqueue(toAnswerJob({ ...order, ...people, awaited: false }));
    const { assistantId: senderId, askerId } = people;
    await tx.answerStreams.put({ id, ...order, senderId, askerId, text: '', updatedAt: core.clock.now() });
    return id;
  }, actor.userId);
}

async function requireQuestion(core: CoreContext, tx: Transaction, message: Message): Promise<Message> {
  if (!core.assistants.has(message.senderId) || message.replyTo === null) {
    throw new CoreError('conflict', 'This message is no answer of an assistant.');
  }
  const question = await tx.messages.find(message.replyTo);
  if (question === undefined || question.content === null) {
    throw new CoreError('conflict', 'The question that this message answers was deleted.');
  }
  return question;
}
