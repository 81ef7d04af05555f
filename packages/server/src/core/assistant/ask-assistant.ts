import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { CoreError } from '../errors.ts';
import type { Content, Message } from '../messages/message.ts';
import { sendMessage } from '../messages/send-message.ts';
import { findAnswer } from './find-answer.ts';
import { findLatestChat, requireChat, startChat } from './find-chat.ts';

export interface Question {
  /** One of the actor’s chats with an assistant; without it the one used last, or a new one. */
  conversationId?: string | undefined;
  text: string;
  /** An image that was stored before, to be shown with the text. */
  imageMediaId?: string | null | undefined;
  /** Of a chat that is made by this question. */
  title?: string | null | undefined;
  /** Facts that the asking edge keeps with the question. */
  annotations?: Record<string, unknown> | undefined;
}

export interface Answered {
  question: Message;
  answer: Message;
  conversation: Conversation;
}

/** How long somebody waits for an answer, in milliseconds: a little longer than a model may take. */
const PATIENCE = 40_000;
/** How often to look for an answer that another node writes. */
const LOOK = 500;

/**
 * Asks the assistant and waits for the answer; both are messages, and durable when this resolves. The answer is written by
 * a job of the outbox, so that it comes, and comes once, also when nobody waits for it any more. Errors: `not_found` for a
 * chat that is not the actor’s, `invalid_input` for an empty or overlong text, `unavailable` where no answer came in time.
 */
export async function askAssistant(core: CoreContext, actor: Actor, question: Question): Promise<Answered> {
  const chat = await findOrStart(core, actor, question);
  const asked = await sendMessage(core, actor, {
    conversationId: chat.conversation.id,
    clientId: null,
    content: toContent(question),
    annotations: { ...question.annotations },
    awaited: true,
  });
  const [jobId] = asked.answerJobIds;
  if (jobId === undefined) throw new CoreError('unavailable', 'Nobody answers in this chat: it has no assistant.');
  const answer = await waitForAnswer(core, asked.message, jobId);
  return { question: asked.message, answer, conversation: asked.conversation };
}

async function waitForAnswer(core: CoreContext, question: Message, jobId: string): Promise<Message> {
  const until = core.clock.monotonic() + PATIENCE;
  while (core.clock.monotonic() < until) {
    await core.streams.whenEnded(jobId, LOOK);
    const job = await core.store.jobs.find(jobId);
    if (job?.state === 'waiting' || job?.state === 'running') continue;
    const answer = await findAnswer(core, jobId);
    if (answer !== undefined) return answer;
    throw new CoreError('unavailable', `There is no answer to the message “${question.id}”; ask again.`);
  }
  throw new CoreError('unavailable', 'The answer takes longer than expected; it will come into the chat.');
}

async function findOrStart(core: CoreContext, actor: Actor, { conversationId, title }: Question) {
  if (conversationId !== undefined) return requireChat(core, actor, conversationId);
  return (await findLatestChat(core, actor)) ?? startChat(core, actor, title ?? null);
}

function toContent({ text, imageMediaId }: Question): Content {
  if (imageMediaId == null) return { type: 'text', text };
  return text.trim() === '' ? { type: 'image', mediaId: imageMediaId } : { type: 'image', mediaId: imageMediaId, text };
}
