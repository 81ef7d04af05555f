/** An answer that is being written, as the database knows it: at most about a second behind what was told. */
export interface StoredAnswerStream {
  /** The id of its job. */
  id: string;
  conversationId: string;
  questionId: string;
  /** The bot that writes. */
  senderId: string;
  /** On whose behalf it is written. */
  askerId: string;
  /** The message that it will replace; null for a first answer. */
  messageId: string | null;
  text: string;
  /** Who asked that it ends, which the node that writes it finds here. */
  stoppedBy: string | null;
  updatedAt: number;
}

export interface AnswerStreamReader {
  find(id: string): Promise<StoredAnswerStream | undefined>;
  /** Those of a conversation, in the order in which they were asked for. */
  findByConversation(conversationId: string): Promise<StoredAnswerStream[]>;
  /** The newest that will replace this message. */
  findByMessage(messageId: string): Promise<StoredAnswerStream | undefined>;
}

export interface AnswerStreamStore extends AnswerStreamReader {
  /** Inserts it, or writes the text of the one that is there. */
  put(stream: Omit<StoredAnswerStream, 'stoppedBy'>): Promise<void>;
  /** false when there is none. */
  stop(id: string, userId: string): Promise<boolean>;
  remove(id: string): Promise<void>;
}
