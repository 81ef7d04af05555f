import type { Message } from '../messages/message.ts';

/** What a message can have, beside its words. */
export type SearchTrait = 'link' | 'image' | 'audio' | 'video' | 'file' | 'reaction' | 'pin';

/** Tokens that follow each other (core/search/tokens.ts). Always literal: no character in them has a meaning. */
export interface SearchTerm {
  tokens: readonly string[];
  /** A word: its last token may go on, and it is found inside longer words too. Otherwise a phrase, exactly so. */
  open: boolean;
}

/** A parsed search with its names resolved. Everything in it must hold; of ids in one list any. */
export interface SearchQuery {
  terms: readonly SearchTerm[];
  /** Phrases that must not stand in the text. */
  notTerms: readonly (readonly string[])[];
  /** null: anybody. */
  fromUserIds: readonly string[] | null;
  notFromUserIds: readonly string[];
  /** null: all of the searcher’s conversations. */
  conversationIds: readonly string[] | null;
  notConversationIds: readonly string[];
  /** Sent earlier than this, or at or after this. Epoch milliseconds. */
  before: number | null;
  after: number | null;
  has: readonly SearchTrait[];
  notHas: readonly SearchTrait[];
  /** true: after the read mark; false: up to it; null: either. */
  unread: boolean | null;
}

interface SearchResultRow {
  message: Message;
  /** Larger is better; 0 for what was found inside longer words or without words. */
  score: number;
}

/** Where a search goes on. A search looks at so much at a time and no more, however much there is. */
export interface SearchPlace {
  /** 0: whole words; then their beginnings, then pieces inside of words. */
  phase: number;
  /** Only what is older than this is still to be looked at, in words of the database; null: everything. */
  below: string | null;
  /** So many of what is found there were given already. */
  offset: number;
}

export interface SearchResult {
  rows: SearchResultRow[];
  /** null: everything was looked at. Otherwise there may be more, even where this found nothing. */
  next: SearchPlace | null;
}

export interface SearchReader {
  /**
   * Over the conversations where `userId` is an active member, without what is deleted or hidden by them; everything
   * committed before the call is covered. Best first, or newest first where the query has no terms. `place` continues
   * a list. Throws `unavailable` while the index is being built.
   */
  messages(userId: string, query: SearchQuery, place: SearchPlace, limit: number): Promise<SearchResult>;
}
