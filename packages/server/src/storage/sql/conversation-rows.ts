import type {
  Conversation,
  ConversationKind,
  Member,
  MemberState,
  Role,
} from '../../core/conversations/conversation.ts';
import type { OwnConversation } from '../../core/conversations/conversation-store.ts';
import type { ConversationTable, MemberTable } from './tables.ts';
import { toKey } from './users.ts';

export type ConversationRow = ConversationTable;

/** A conversation beside the caller's own member row; the columns that both have are named apart. */
export const ownColumns = [
  'conversations.id',
  'conversations.kind',
  'conversations.name',
  'conversations.name_key',
  'conversations.slug',
  'conversations.topic',
  'conversations.avatar_url',
  'conversations.direct_key',
  'conversations.created_by',
  'conversations.created_at',
  'conversations.archived_at',
  'conversations.member_count',
  'conversations.pos',
  'conversations.last_pos',
  'conversations.last_seq',
  'conversations.gpos',
  'conversations.active_at',
  'conversations.moderation',
  'members.conversation_id',
  'members.user_id',
  'members.role',
  'members.state',
  'members.joined_at',
  'members.pos as member_pos',
  'members.gpos as member_gpos',
  'members.read_seq',
  'members.shown_read_seq',
  'members.delivered_seq',
  'members.marked_unread',
  'members.muted_until',
  'members.translate_to',
  'members.pinned_at',
  'members.archived_at as member_archived_at',
  'members.silenced_until',
] as const;

export type OwnRow = ConversationTable &
  Omit<MemberTable, 'pos' | 'gpos' | 'archived_at'> & {
    member_pos: number;
    member_gpos: number;
    member_archived_at: number | null;
  };

export function toOwn(row: OwnRow): OwnConversation {
  return {
    conversation: toConversation(row),
    member: toMember({ ...row, pos: row.member_pos, gpos: row.member_gpos, archived_at: row.member_archived_at }),
  };
}

export function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    kind: row.kind as ConversationKind,
    name: row.name,
    slug: row.slug,
    topic: row.topic,
    avatarUrl: row.avatar_url,
    directKey: row.direct_key,
    createdBy: row.created_by,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
    memberCount: row.member_count,
    pos: row.pos,
    lastPos: row.last_pos,
    lastSeq: row.last_seq,
    gpos: row.gpos,
    activeAt: row.active_at,
    moderation: row.moderation === null ? null : (JSON.parse(row.moderation) as Conversation['moderation']),
  };
}

export function toMember(row: MemberTable): Member {
  return {
    conversationId: row.conversation_id,
    userId: row.user_id,
    role: row.role as Role,
    state: row.state as MemberState,
    joinedAt: row.joined_at,
    pos: row.pos,
    gpos: row.gpos,
    readSeq: row.read_seq,
    shownReadSeq: row.shown_read_seq,
    deliveredSeq: row.delivered_seq,
    markedUnread: row.marked_unread === 1,
    mutedUntil: row.muted_until,
    translateTo: row.translate_to,
    pinnedAt: row.pinned_at,
    archivedAt: row.archived_at,
    silencedUntil: row.silenced_until,
  };
}

export function toColumns(conversation: Partial<Conversation>): Partial<ConversationTable> {
  const columns: Partial<ConversationTable> = {};
  if (conversation.kind !== undefined) columns.kind = conversation.kind;
  if (conversation.name !== undefined) {
    columns.name = conversation.name;
    columns.name_key = conversation.name === null ? null : toKey(conversation.name);
  }
  if (conversation.slug !== undefined) columns.slug = conversation.slug;
  if (conversation.topic !== undefined) columns.topic = conversation.topic;
  if (conversation.avatarUrl !== undefined) columns.avatar_url = conversation.avatarUrl;
  if (conversation.directKey !== undefined) columns.direct_key = conversation.directKey;
  if (conversation.createdBy !== undefined) columns.created_by = conversation.createdBy;
  if (conversation.createdAt !== undefined) columns.created_at = conversation.createdAt;
  if (conversation.archivedAt !== undefined) columns.archived_at = conversation.archivedAt;
  if (conversation.memberCount !== undefined) columns.member_count = conversation.memberCount;
  if (conversation.pos !== undefined) columns.pos = conversation.pos;
  if (conversation.lastPos !== undefined) columns.last_pos = conversation.lastPos;
  if (conversation.lastSeq !== undefined) columns.last_seq = conversation.lastSeq;
  if (conversation.activeAt !== undefined) columns.active_at = conversation.activeAt;
  if (conversation.moderation !== undefined) {
    columns.moderation = conversation.moderation === null ? null : JSON.stringify(conversation.moderation);
  }
  return columns;
}

export function memberToColumns(member: Partial<Member>): Partial<MemberTable> {
  const columns: Partial<MemberTable> = {};
  if (member.conversationId !== undefined) columns.conversation_id = member.conversationId;
  if (member.userId !== undefined) columns.user_id = member.userId;
  if (member.role !== undefined) columns.role = member.role;
  if (member.state !== undefined) columns.state = member.state;
  if (member.joinedAt !== undefined) columns.joined_at = member.joinedAt;
  if (member.pos !== undefined) columns.pos = member.pos;
  if (member.readSeq !== undefined) columns.read_seq = member.readSeq;
  if (member.shownReadSeq !== undefined) columns.shown_read_seq = member.shownReadSeq;
  if (member.deliveredSeq !== undefined) columns.delivered_seq = member.deliveredSeq;
  if (member.markedUnread !== undefined) columns.marked_unread = member.markedUnread ? 1 : 0;
  if (member.mutedUntil !== undefined) columns.muted_until = member.mutedUntil;
  if (member.translateTo !== undefined) columns.translate_to = member.translateTo;
  if (member.pinnedAt !== undefined) columns.pinned_at = member.pinnedAt;
  if (member.archivedAt !== undefined) columns.archived_at = member.archivedAt;
  if (member.silencedUntil !== undefined) columns.silenced_until = member.silencedUntil;
  return columns;
}
