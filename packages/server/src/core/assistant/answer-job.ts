import { type Actor, makeActor } from '../actor.ts';
import type { NewJob } from '../outbox/job.ts';
import { JobFault } from '../outbox/job-fault.ts';

/** The kind of job that writes an answer. */
export const ANSWER_JOB = 'assistant.answer';

/** Before pushes and translations: a person looks at the screen. */
const PRIORITY = 40;

/** One answer to be written; the id of its job is the id of the stream and the client id of the message. */
export interface AnswerOrder {
  conversationId: string;
  questionId: string;
  assistantId: string;
  askerId: string;
  /** The message that the new answer replaces. */
  messageId: string | null;
  /** Somebody waits with an open request, and not for long. */
  awaited: boolean;
}

export function toAnswerJob(order: AnswerOrder): NewJob {
  return { kind: ANSWER_JOB, payload: { ...order }, priority: PRIORITY };
}

/** Throws a final `JobFault` for what `toAnswerJob` did not write. */
export function parseAnswerOrder(payload: Record<string, unknown>): AnswerOrder {
  const { messageId, awaited } = payload;
  return {
    conversationId: requireText(payload, 'conversationId'),
    questionId: requireText(payload, 'questionId'),
    assistantId: requireText(payload, 'assistantId'),
    askerId: requireText(payload, 'askerId'),
    messageId: typeof messageId === 'string' ? messageId : null,
    awaited: awaited === true,
  };
}

function requireText(payload: Record<string, unknown>, name: string): string {
  const value = payload[name];
  if (typeof value === 'string') return value;
  throw new JobFault(`The job “${ANSWER_JOB}” has no text “${name}”.`, { final: true });
}

export function assistantActor(assistantId: string): Actor {
  return makeActor(assistantId, null, 'bot');
}
