/**
 * The content of a message, by type. A new kind joins this union and the table in `content.ts`;
 * everything else treats content as a value with an optional text.
 */
export type Content = TextContent | MediaContent | SystemContent;

interface TextContent {
  type: 'text';
  text: string;
}

export interface MediaContent {
  type: 'image' | 'audio' | 'video' | 'file';
  /** The caption, searchable. */
  text?: string;
  mediaId: string;
  fileName?: string;
  mediaType?: string;
  bytes?: number;
}

/** Said by the server: who joined, a call that was missed. `text` is what plain clients show. */
interface SystemContent {
  type: 'system';
  text: string;
  event: string;
  data?: Record<string, unknown>;
}

export interface ReactionSummary {
  emoji: string;
  count: number;
  /** The first 20 who reacted. */
  userIds: string[];
}

export interface Message {
  id: string;
  conversationId: string;
  seq: number;
  pos: number;
  gpos: number;
  rev: number;
  senderId: string;
  clientId: string | null;
  /** SHA-256 over what was sent, to tell a retry from a reuse of the client id. */
  bodyHash: string;
  /** null once deleted for all. */
  content: Content | null;
  replyTo: string | null;
  threadId: string | null;
  replyCount: number;
  mentions: string[];
  reactions: ReactionSummary[];
  forwardedFrom: string | null;
  /** Facts that pipelines add (flags, scores, labels of dialects); shown by the edges that know them. */
  annotations: Record<string, unknown>;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  pinnedAt: number | null;
  pinnedBy: string | null;
}

export interface MessageEdit {
  messageId: string;
  rev: number;
  content: Content;
  editedAt: number;
}
