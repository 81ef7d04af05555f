import type { CoreContext } from '../context.ts';
import { editWithin } from '../messages/edit-message.ts';
import type { Message } from '../messages/message.ts';
import { sendWithin } from '../messages/send-message.ts';
import type { Transaction } from '../store.ts';
import { type AnswerOrder, assistantActor } from './answer-job.ts';
import type { Engine } from './compose-answer.ts';

/** complete: all that was to be said. stopped: somebody ended it. incomplete: something broke off. */
export type AnswerState = 'complete' | 'stopped' | 'incomplete';

/** The annotation `assistant` of an answer. */
interface AnswerMark extends Record<string, unknown> {
  state: AnswerState;
  /** What answered; null where that is not known any more. */
  engine: Engine | null;
  /** Why it is incomplete, in a sentence. */
  reason: string | null;
  /** Under which it was heard while it was written. */
  stream_id: string;
  /** Who may ask for another one. */
  asker_id: string;
}

interface Answer {
  order: AnswerOrder;
  text: string;
  state: AnswerState;
  engine: Engine | null;
  reason: string | null;
  streamId: string;
}

/**
 * Stores an answer as a message, or as the new version of the one that it replaces; returns the message’s id. A question
 * has one answer of an assistant, however often it was kept back and released while that was written.
 */
export async function storeAnswer(core: CoreContext, tx: Transaction, answer: Answer): Promise<string> {
  const { order, text, streamId, state, engine, reason } = answer;
  const actor = assistantActor(order.assistantId);
  const content = { type: 'text', text } as const;
  const mark: AnswerMark = { state, engine, reason, stream_id: streamId, asker_id: order.askerId };
  if (order.messageId === null) {
    const earlier = await findEarlier(tx, order);
    if (earlier !== undefined) return earlier.id;
    const { message } = await sendWithin(core, tx, actor, {
      conversationId: order.conversationId,
      clientId: streamId,
      content,
      replyTo: order.questionId,
      annotations: { assistant: mark },
      quiet: true,
    });
    return message.id;
  }
  const { id } = await editWithin(core, tx, actor, {
    messageId: order.messageId,
    content,
    annotations: { assistant: mark },
  });
  return id;
}

/** Reading the question locks it, so that of two answers one sees the other. */
async function findEarlier(tx: Transaction, { questionId, assistantId }: AnswerOrder): Promise<Message | undefined> {
  const question = await tx.messages.find(questionId);
  return question && tx.messages.findReply(question, assistantId);
}
