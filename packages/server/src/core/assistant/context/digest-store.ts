/** What was said in a conversation up to a message, in short, as one person sees it. */
export interface StoredDigest {
  conversationId: string;
  userId: string;
  /** It covers what this person sees up to this seq. */
  upToSeq: number;
  engine: 'built-in' | 'model';
  /** Plain text, one point a line. */
  text: string;
  createdAt: number;
}

export interface DigestReader {
  find(conversationId: string, userId: string): Promise<StoredDigest | undefined>;
}

export interface DigestStore extends DigestReader {
  /** One for each person and conversation: the newer replaces the older. */
  put(digest: StoredDigest): Promise<void>;
  /** A text changed or is gone: no summary may hold it any longer. null: those of all people. */
  forget(conversationId: string, userId: string | null): Promise<void>;
}
