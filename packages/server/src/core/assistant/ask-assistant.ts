import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Content, Message } from '../messages/message.ts';
import { sendMessage } from '../messages/send-message.ts';
import { composeAnswer } from './compose-answer.ts';
import { findLatestChat, requireChat, startChat } from './find-chat.ts';
import { letaActor } from './leta.ts';
import { readImage } from './read-image.ts';
import { readTurns } from './read-turns.ts';

export interface Question {
  /** One of the actor’s chats with the assistant; without it the one used last, or a new one. */
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

/** Marks a question whose asker waits for the answer, so that it is not answered a second time as an ordinary message. */
export const AWAITED = 'awaited';

/**
 * Asks the assistant and waits for the answer; both are messages, and durable when this resolves. Errors: `not_found`
 * for a chat that is not the actor’s, `invalid_input` for an empty or overlong text.
 */
export async function askAssistant(core: CoreContext, actor: Actor, question: Question): Promise<Answered> {
  const { conversation } = await findOrStart(core, actor, question);
  const asked = await sendMessage(core, actor, {
    conversationId: conversation.id,
    clientId: null,
    content: toContent(question),
    annotations: { ...question.annotations, [AWAITED]: true },
  });
  return answer(core, actor.userId, asked.message);
}

/** Answers a message that is already stored, as `userId` sees the conversation. */
export async function answer(core: CoreContext, userId: string, question: Message): Promise<Answered> {
  const { content } = question;
  const text = await composeAnswer(core, {
    userId,
    turns: await readTurns(core, userId, question),
    ...(content?.type === 'image' ? { readImage: () => readImage(core, content.mediaId) } : {}),
  });
  const sent = await sendMessage(core, letaActor(), {
    conversationId: question.conversationId,
    clientId: null,
    content: { type: 'text', text },
    replyTo: question.id,
  });
  return { question, answer: sent.message, conversation: sent.conversation };
}

async function findOrStart(core: CoreContext, actor: Actor, { conversationId, title }: Question) {
  if (conversationId !== undefined) return requireChat(core, actor, conversationId);
  return (await findLatestChat(core, actor)) ?? startChat(core, actor, title ?? null);
}

function toContent({ text, imageMediaId }: Question): Content {
  if (imageMediaId == null) return { type: 'text', text };
  return text.trim() === '' ? { type: 'image', mediaId: imageMediaId } : { type: 'image', mediaId: imageMediaId, text };
}
