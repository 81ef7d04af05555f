import type { Content, Message, ReactionSummary } from '../../core/messages/message.ts';
import { searchableText } from '../../core/messages/searchable-text.ts';
import { toSearchText } from '../../core/search/tokens.ts';
import type { MessageTable } from './tables.ts';

/** Empty lists and records are stored as null: most messages have none, and null costs nothing. */
const listText = (list: readonly unknown[]): string | null => (list.length === 0 ? null : JSON.stringify(list));

const recordText = (record: Record<string, unknown>): string | null => {
  // Without a list of keys: most messages have none.
  for (const _ in record) return JSON.stringify(record);
  return null;
};

export function toMessage(row: MessageTable): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    pos: row.pos,
    gpos: row.gpos,
    rev: row.rev,
    senderId: row.sender_id,
    clientId: row.client_id,
    bodyHash: row.body_hash,
    content: row.content === null ? null : (JSON.parse(row.content) as Content),
    replyTo: row.reply_to,
    threadId: row.thread_id,
    replyCount: row.reply_count,
    mentions: row.mentions === null ? [] : (JSON.parse(row.mentions) as string[]),
    reactions: row.reactions === null ? [] : (JSON.parse(row.reactions) as ReactionSummary[]),
    forwardedFrom: row.forwarded_from,
    annotations: row.annotations === null ? {} : (JSON.parse(row.annotations) as Record<string, unknown>),
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    pinnedAt: row.pinned_at,
    pinnedBy: row.pinned_by,
  };
}

/** The columns that can change after a message was sent. */
export function toColumns(message: Partial<Message>): Partial<MessageTable> {
  const columns: Partial<MessageTable> = {};
  if (message.pos !== undefined) columns.pos = message.pos;
  if (message.rev !== undefined) columns.rev = message.rev;
  if (message.content !== undefined) {
    columns.content = message.content === null ? null : JSON.stringify(message.content);
    columns.search_text = toSearchText(
      searchableText({ content: message.content, annotations: message.annotations ?? {} }),
    );
  }
  if (message.replyCount !== undefined) columns.reply_count = message.replyCount;
  if (message.mentions !== undefined) columns.mentions = listText(message.mentions);
  if (message.reactions !== undefined) columns.reactions = listText(message.reactions);
  if (message.annotations !== undefined) columns.annotations = recordText(message.annotations);
  if (message.editedAt !== undefined) columns.edited_at = message.editedAt;
  if (message.deletedAt !== undefined) columns.deleted_at = message.deletedAt;
  if (message.pinnedAt !== undefined) columns.pinned_at = message.pinnedAt;
  if (message.pinnedBy !== undefined) columns.pinned_by = message.pinnedBy;
  return columns;
}

/** One literal, so that all rows have one shape: this runs for every message that is sent. */
export function toRow(message: Message, gpos: number): MessageTable {
  const { content, annotations } = message;
  return {
    id: message.id,
    conversation_id: message.conversationId,
    seq: message.seq,
    pos: message.pos,
    gpos,
    sent_gpos: gpos,
    sent_pos: null,
    rev: message.rev,
    sender_id: message.senderId,
    client_id: message.clientId,
    body_hash: message.bodyHash,
    content: content === null ? null : JSON.stringify(content),
    search_text: toSearchText(searchableText({ content, annotations })),
    reply_to: message.replyTo,
    thread_id: message.threadId,
    reply_count: message.replyCount,
    mentions: listText(message.mentions),
    reactions: listText(message.reactions),
    forwarded_from: message.forwardedFrom,
    annotations: recordText(annotations),
    created_at: message.createdAt,
    edited_at: message.editedAt,
    deleted_at: message.deletedAt,
    pinned_at: message.pinnedAt,
    pinned_by: message.pinnedBy,
  };
}

/** What a message brings that is nothing but said: the parameters of its insert, in the order of `toPlainValues`. */
export const plainColumns = [
  'id',
  'conversation_id',
  'seq',
  'pos',
  'gpos',
  'sent_gpos',
  'sender_id',
  'client_id',
  'body_hash',
  'content',
  'search_text',
  'created_at',
] as const;

/** Whether the columns that are not among `plainColumns` hold nothing. */
export function isPlain(message: Message): boolean {
  return (
    message.rev === 0 &&
    message.replyTo === null &&
    message.threadId === null &&
    message.replyCount === 0 &&
    message.mentions.length === 0 &&
    message.reactions.length === 0 &&
    message.forwardedFrom === null &&
    message.editedAt === null &&
    message.deletedAt === null &&
    message.pinnedAt === null &&
    message.pinnedBy === null &&
    recordText(message.annotations) === null
  );
}

export function toPlainValues(message: Message, gpos: number): unknown[] {
  const { content } = message;
  return [
    message.id,
    message.conversationId,
    message.seq,
    message.pos,
    gpos,
    gpos,
    message.senderId,
    message.clientId,
    message.bodyHash,
    content === null ? null : JSON.stringify(content),
    toSearchText(searchableText(message)),
    message.createdAt,
  ];
}
