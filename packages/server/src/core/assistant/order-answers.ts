import type { CoreContext } from '../context.ts';
import { type Conversation, partnerIn } from '../conversations/conversation.ts';
import type { Message } from '../messages/message.ts';
import type { Ready } from '../ready.ts';
import type { Transaction } from '../store.ts';
import type { User } from '../users/user.ts';
import { toAnswerJob } from './answer-job.ts';

const NOBODY: readonly string[] = [];

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
export function orderAnswers(core: CoreContext, tx: Transaction, asked: Asked): Ready<readonly string[]> {
  const { message, sender } = asked;
  // Never a bot, or two of them would talk for ever.
  if (sender.kind === 'bot' || message.content === null || message.content.type === 'system') return NOBODY;
  const addressed = findAddressed(core, tx, asked);
  return addressed instanceof Promise || addressed.length > 0 ? orderFrom(tx, asked, addressed) : NOBODY;
}

async function orderFrom(
  tx: Transaction,
  { conversation, message, sender, awaited, released }: Asked,
  addressed: Ready<readonly string[]>,
): Promise<string[]> {
  const order = { conversationId: conversation.id, questionId: message.id, askerId: sender.id, awaited };
  const jobIds: string[] = [];
  for (const assistantId of await addressed) {
    if (released === true && (await tx.messages.findReply(message, assistantId)) !== undefined) continue;
    jobIds.push(await tx.enqueue(toAnswerJob({ assistantId, messageId: null, ...order })));
  }
  return jobIds;
}

function findAddressed(
  core: CoreContext,
  tx: Transaction,
  { conversation, message, sender }: Asked,
): Ready<readonly string[]> {
  const isAssistant = (id: string): boolean => core.assistants.has(id);
  switch (conversation.kind) {
    case 'assistant':
      return tx.conversations.activeMemberIds(conversation.id).then((ids) => ids.filter(isAssistant));
    case 'direct': {
      const partnerId = partnerIn(conversation.directKey ?? '', sender.id);
      return isAssistant(partnerId) ? [partnerId] : NOBODY;
    }
    default:
      return message.mentions.length === 0 ? NOBODY : message.mentions.filter(isAssistant);
  }
}
