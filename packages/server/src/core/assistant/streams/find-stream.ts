import type { Actor } from '../../actor.ts';
import type { CoreContext } from '../../context.ts';
import { requireMember } from '../../conversations/access.ts';
import { CoreError, notFound } from '../../errors.ts';
import { ANSWER_JOB, parseAnswerOrder } from '../answer-job.ts';
import { findAnswer } from '../find-answer.ts';
import { mayHearWords } from './may-hear-words.ts';

/** A stream as somebody sees it who comes back. */
export interface StreamState {
  id: string;
  conversationId: string;
  questionId: string;
  senderId: string;
  askerId: string;
  /** Once ended: the message it has become, or null. Before: the message it will replace, or null. */
  messageId: string | null;
  /** false: it is over, and its words are in the message. */
  live: boolean;
  /** What was said so far, as far as this node knows; empty once it is over. */
  text: string;
}

/**
 * An answer that is being written, here or on another node, or was until a short while ago. Errors: `not_found`, also for
 * who is not in its conversation.
 */
export async function findStream(core: CoreContext, actor: Actor, id: string): Promise<StreamState> {
  const state = findHere(core, id) ?? (await findElsewhere(core, id));
  if (state === undefined) throw notFound('stream', id);
  try {
    const { conversation } = await requireMember(core.store, actor, state.conversationId);
    return mayHearWords(core, conversation) ? state : { ...state, text: '' };
  } catch (fault) {
    if (fault instanceof CoreError && fault.code === 'not_found') throw notFound('stream', id);
    throw fault;
  }
}

function findHere(core: CoreContext, id: string): StreamState | undefined {
  const stream = core.streams.find(id);
  if (stream === undefined) return undefined;
  const { sender, ...head } = stream.head;
  return { ...head, senderId: sender.id, live: true, text: stream.text };
}

/** By its job, and by what the node that runs it wrote down. */
async function findElsewhere(core: CoreContext, id: string): Promise<StreamState | undefined> {
  const stored = await core.store.answerStreams.find(id);
  const job = await core.store.jobs.find(id);
  if (job === undefined || job.kind !== ANSWER_JOB) return undefined;
  const { assistantId: senderId, conversationId, questionId, askerId, messageId } = parseAnswerOrder(job.payload);
  const head = { id, senderId, conversationId, questionId, askerId };
  const live = job.state === 'waiting' || job.state === 'running';
  if (live) return { ...head, messageId, live, text: stored?.text ?? '' };
  return { ...head, messageId: messageId ?? (await findAnswer(core, id))?.id ?? null, live, text: '' };
}
