import type { Ready } from '../ready.ts';
import type { Message, MessageEdit, ReactionSummary } from './message.ts';

export interface MessageReader {
  find(id: string): Promise<Message | undefined>;
  findMany(ids: readonly string[]): Promise<Message[]>;
  findByClientId(senderId: string, clientId: string): Ready<Message | undefined>;
  /** At most `limit` with seq < before, newest first. */
  listBefore(conversationId: string, before: number, limit: number): Promise<Message[]>;
  /** At most `limit` with seq > after, oldest first. */
  listAfter(conversationId: string, after: number, limit: number): Promise<Message[]>;
  /** The newest of each conversation. */
  lastOf(conversationIds: readonly string[]): Promise<Map<string, Message>>;
  changedAfterPos(conversationId: string, pos: number, limit: number): Promise<Message[]>;
  /** In pos order. */
  changedAfterGpos(conversationId: string, gpos: number, limit: number): Promise<Message[]>;
  /** This person’s first answer to a message, deleted ones included. */
  findReply(question: Message, senderId: string): Promise<Message | undefined>;
  listThread(rootId: string, afterSeq: number, limit: number): Promise<Message[]>;
  listPinned(conversationId: string, limit: number): Promise<Message[]>;
  listEdits(messageId: string): Promise<MessageEdit[]>;
  /** The highest seq whose message was sent at or before `gpos`; 0: none. */
  lastSeqAtGpos(conversationId: string, gpos: number): Promise<number>;
  /** Which of these messages the user has deleted for themselves. */
  hiddenAmong(userId: string, messageIds: readonly string[]): Promise<Set<string>>;
  /** Ids hidden after `gpos` in a conversation. */
  hiddenAfter(userId: string, conversationId: string, gpos: number): Promise<string[]>;
  reactionsOf(messageId: string): Promise<ReactionSummary[]>;
}

export interface MessageStore extends MessageReader {
  insert(message: Message): Ready<void>;
  /**
   * Writes the given fields and the transaction's gpos. Where one of `content` and `annotations` is given, the other is
   * too: what a message is found by is made of both.
   */
  update(id: string, change: Partial<Omit<Message, 'id' | 'gpos'>>): Promise<void>;
  insertEdit(edit: MessageEdit): Promise<void>;
  deleteEdits(messageId: string): Promise<void>;
  /** True when this changed anything. */
  setReaction(messageId: string, userId: string, emoji: string, on: boolean, at: number): Promise<boolean>;
  deleteReactions(messageId: string): Promise<void>;
  /** True when it was not hidden before. */
  hide(userId: string, message: Message, at: number): Promise<boolean>;
}
