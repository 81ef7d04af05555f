import type { Message } from '../messages/message.ts';

/**
 * What of a conversation one person sees: without messages deleted for all, those they deleted for themselves, and those
 * of others that are kept back for review.
 */
export interface HistoryReader {
  /** At most `limit`, newest first, after the `skip` newest. */
  listVisible(userId: string, conversationId: string, page: { skip: number; limit: number }): Promise<Message[]>;
  /** The newest `limit` before a seq, newest first. */
  listVisibleBefore(userId: string, conversationId: string, seq: number, limit: number): Promise<Message[]>;
  /** How many there are in each of these conversations; none: no entry. */
  countVisible(userId: string, conversationIds: readonly string[]): Promise<Map<string, number>>;
  /** The ids of the active conversations of kind `assistant` that the person has with a bot, last active first. */
  assistantChatIds(userId: string, botId: string, limit: number): Promise<string[]>;
}
