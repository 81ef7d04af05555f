import type { Message } from '../messages/message.ts';

/** A parsed search: every list must hold entirely, `words` and `phrases` literally (no wildcards from users). */
export interface SearchQuery {
  words: string[];
  phrases: string[];
  notWords: string[];
  fromUserIds: string[];
  conversationIds: string[];
  before: number | null;
  after: number | null;
  /** `has:link`, `has:image`, … */
  has: string[];
  unreadOnly: boolean;
}

export interface SearchResultRow {
  message: Message;
  snippet: string;
  score: number;
}

export interface SearchReader {
  /**
   * Over the conversations where `userId` is an active member, without what they have hidden; best first, or newest
   * first where the query has no words. `offset` continues a list.
   */
  messages(userId: string, query: SearchQuery, offset: number, limit: number): Promise<SearchResultRow[]>;
}
