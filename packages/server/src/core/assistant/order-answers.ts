import type { CoreContext } from '../context.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Message } from '../messages/message.ts';
import type { Transaction } from '../store.ts';
import type { User } from '../users/user.ts';
import { toAnswerJob } from './answer-job.ts';

export interface Asked {
  conversation: Conversation;
  message: Message;
  sender: User;
  awaited: boolean;
  /** The message was kept back, maybe after it had been answered: then it is not answered anew. */
  released?: boolean;
}

/**
 * Orders the answers to a message in the transaction that sends it, or that releases it; returns the ids of their jobs.
 * Assistants answer in conversations with them alone everything, in groups and rooms what mentions them. What addresses
 * none costs no query.
 */
export async function orderAnswers(core: CoreContext, tx: Transaction, asked: Asked): Promise<string[]> {
  const { conversation, message, sender, awaited, released } = asked;
  // Never a bot, or two of them would talk for ever.
  if (sender.kind === 'bot' || message.content === null || message.content.type === 'system') return [];
  const order = { conversationId: conversation.id, questionId: message.id, askerId: sender.id, awaited };
  const jobIds: string[] = [];
  for (const assistantId of await findAddressed(core, tx, asked)) {
    if (released === true && (await tx.messages.findReply(message, assistantId)) !== undefined) continue;
    jobIds.push(await tx.enqueue(toAnswerJob({ ...order, assistantId, messageId: null })));
  }
  return jobIds;
}

async function findAddressed(core: CoreContext, tx: Transaction, { conversation, message }: Asked): Promise<string[]> {
  const isAssistant = (id: string): boolean => core.assistants.has(id);
  switch (conversation.kind) {
    case 'assistant':
      return (await tx.conversations.activeMemberIds(conversation.id)).filter(isAssistant);
    case 'direct':
      return (conversation.directKey ?? '').split(':').filter(isAssistant);
    default:
      return message.mentions.filter(isAssistant);
  }
}
