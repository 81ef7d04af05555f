import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { CoreError } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import type { RunningJob } from '../outbox/running-job.ts';
import type { User } from '../users/user.ts';
import { type AnswerOrder, parseAnswerOrder } from './answer-job.ts';
import type { Assistant } from './assistants.ts';
import { BrokenOff, composeAnswer, type Engine, LONGEST_ANSWER } from './compose-answer.ts';
import { readExchange } from './context/read-exchange.ts';
import { type AnswerState, storeAnswer } from './store-answer.ts';
import { Checkpoints } from './streams/checkpoints.ts';
import { LiveStream } from './streams/live-stream.ts';
import { mayHearWords } from './streams/may-hear-words.ts';
import type { StreamEnd } from './streams/stream-event.ts';

/** What an answer is written with. */
interface Work {
  job: RunningJob;
  order: AnswerOrder;
  assistant: Assistant;
  question: Message;
  conversation: Conversation;
  stream: LiveStream;
}

interface Spoken {
  state: AnswerState;
  engine: Engine | null;
  reason: string | null;
}

/**
 * Runs the job of an answer: writes it word by word, stores it once, and tells how it ended. What a run before this one
 * had said, until its process ended, is stored as it is and marked incomplete: nobody sees words change under their eyes.
 */
export async function answerQuestion(
  core: CoreContext,
  payload: Record<string, unknown>,
  job: RunningJob,
): Promise<void> {
  const order = parseAnswerOrder(payload);
  const assistant = core.assistants.get(order.assistantId);
  const question = await findQuestion(core, order);
  const sender = await core.store.users.find(order.assistantId);
  const conversation = await core.store.conversations.find(order.conversationId);
  try {
    if (!assistant || !question || !sender || !conversation) await giveUp(core, job);
    else {
      const stream = makeStream(core, { job, order, sender, conversation });
      await write(core, { job, order, assistant, question, conversation, stream });
    }
  } finally {
    core.streams.end(job.jobId);
  }
}

/** Deleted meanwhile, for all or by the asker for themselves: then nobody waits for an answer. */
async function findQuestion(core: CoreContext, order: AnswerOrder): Promise<Message | undefined> {
  const question = await core.store.messages.find(order.questionId);
  if (question === undefined || question.content === null) return undefined;
  const hidden = await core.store.messages.hiddenAmong(order.askerId, [question.id]);
  return hidden.has(question.id) ? undefined : question;
}

/** Nothing is to be said any more. */
function giveUp(core: CoreContext, job: RunningJob): Promise<void> {
  return core.store.transaction(async (tx) => {
    await job.complete(tx);
    await tx.answerStreams.remove(job.jobId);
  });
}

function makeStream(
  core: CoreContext,
  { job, order, sender, conversation }: Pick<Work, 'job' | 'order' | 'conversation'> & { sender: User },
): LiveStream {
  const { conversationId, questionId, askerId, messageId } = order;
  const head = { id: job.jobId, conversationId, questionId, askerId, messageId, sender };
  return new LiveStream(head, (event) => core.ephemera.publish(event), mayHearWords(core, conversation));
}

async function write(core: CoreContext, work: Work): Promise<void> {
  const { stream, job } = work;
  core.streams.begin(stream);
  let end: StreamEnd = 'interrupted';
  let messageId: string | null = null;
  try {
    const spoken = await speak(core, work);
    messageId = await keep(core, work, spoken);
    end = messageId === null && spoken.state !== 'stopped' ? 'failed' : spoken.state;
  } finally {
    stream.end(end, messageId);
    core.streams.end(job.jobId);
  }
}

async function speak(core: CoreContext, work: Work): Promise<Spoken> {
  const { job, stream } = work;
  const earlier = await core.store.answerStreams.find(job.jobId);
  if (earlier !== undefined && earlier.text !== '') {
    stream.append(earlier.text);
    const reason = 'The server was interrupted while it wrote this answer.';
    return { state: earlier.stoppedBy === null ? 'incomplete' : 'stopped', engine: null, reason };
  }
  if (earlier?.stoppedBy != null) return { state: 'stopped', engine: null, reason: null };
  const checkpoints = new Checkpoints(core, stream);
  let engine: Engine | null = null;
  const told = (state: AnswerState, reason: string | null): Spoken => ({ state, engine, reason });
  try {
    const signal = AbortSignal.any([job.signal, stream.stopped]);
    for await (const piece of composeAnswer(core, { ...(await readExchange(core, work)), signal })) {
      engine ??= piece.engine;
      stream.append(piece.text);
      if (stream.text.length >= LONGEST_ANSWER)
        return told('incomplete', `It is cut after ${LONGEST_ANSWER} characters.`);
      // What somebody has read is in the database first: no later run says something else instead.
      await checkpoints.begin();
      stream.tell();
    }
    return told('complete', null);
  } catch (fault) {
    if (stream.stopped.aborted) return told('stopped', null);
    if (fault instanceof BrokenOff) return told('incomplete', fault.message);
    // The server stops, or the time is up: what was said is kept, if this run may still keep it.
    if (job.signal.aborted && stream.text !== '') {
      return told('incomplete', 'The server was interrupted while it wrote this answer.');
    }
    throw fault;
  } finally {
    await checkpoints.end();
  }
}

/** What stands in place of an answer that the conversation’s rules refuse. */
const REFUSED = '(The rules of this conversation do not let me say what I was about to say.)';

/** Stores what was said, with the job; null where there is nothing to store or no place for it any more. */
async function keep(core: CoreContext, work: Work, spoken: Spoken): Promise<string | null> {
  const { job, stream } = work;
  const text = stream.text.slice(0, LONGEST_ANSWER).toWellFormed().trim();
  try {
    return await keepText(core, work, text, spoken);
  } catch (fault) {
    if (fault instanceof CoreError && fault.code === 'content_refused') {
      return keepText(core, work, REFUSED, { ...spoken, state: 'incomplete', reason: fault.message });
    }
    // Refusals are ordinary here: the chat was deleted or archived, or the assistant was removed from it meanwhile.
    if (!(fault instanceof CoreError) || fault.code === 'unavailable') throw fault;
    await giveUp(core, job);
    return null;
  }
}

function keepText(core: CoreContext, { job, order }: Work, text: string, spoken: Spoken): Promise<string | null> {
  return core.store.transaction(async (tx) => {
    await job.complete(tx);
    await tx.answerStreams.remove(job.jobId);
    return text === '' ? null : storeAnswer(core, tx, { order, text, ...spoken, streamId: job.jobId });
  });
}
