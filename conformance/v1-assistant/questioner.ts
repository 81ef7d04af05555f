import { randomUUID } from 'node:crypto';
import type { Message } from '@parlance/protocol';
import { type Actor, registerActor } from '../support/actor.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The main assistant's account, on every installation. */
export const LETA_ID = '00000000-0000-7000-8000-00006c657461';

/** What the annotation `assistant` of an answer says. */
export interface AnswerMark {
  state: 'complete' | 'stopped' | 'incomplete';
  engine: 'built-in' | 'model' | null;
  reason: string | null;
  stream_id: string;
  asker_id: string;
}

/** A person who asks an assistant. */
export class Questioner {
  readonly actor: Actor;
  readonly chat: string;

  constructor(actor: Actor, chat: string) {
    this.actor = actor;
    this.chat = chat;
  }

  /** Registers, and opens a chat with an assistant. */
  static async enters(url: string, name: string, assistantId: string = LETA_ID): Promise<Questioner> {
    const actor = await registerActor(url, name);
    const { conversation } = await actor.calls('conversations.create', { kind: 'assistant', user_ids: [assistantId] });
    return new Questioner(actor, conversation.id);
  }

  /** Sends a question, and does not wait for the answer. */
  says(text: string, conversation = this.chat): Promise<Message> {
    return this.actor.sends(conversation, text, randomUUID());
  }

  /** Sends a question and returns the answer, once it is a message. */
  async asks(text: string, conversation = this.chat): Promise<Message> {
    const question = await this.says(text, conversation);
    return waitUntil(`an answer to “${text}”`, async () => (await this.answersTo(question))[0]);
  }

  async messages(conversation = this.chat): Promise<Message[]> {
    return (await this.actor.calls('messages.list', { conversation_id: conversation, limit: 200 })).messages;
  }

  async answersTo(question: Message): Promise<Message[]> {
    return (await this.messages(question.conversation_id)).filter((message) => message.reply_to === question.id);
  }
}

export function textOf(message: Message | undefined): string {
  return message?.content?.type === 'text' ? (message.content.text ?? '') : '';
}

export function markOf(message: Message | undefined): AnswerMark | undefined {
  return message?.annotations.assistant as AnswerMark | undefined;
}
