import type { Conversation, Member } from '../../core/conversations/conversation.ts';

/**
 * What every message changes in rows that are kept in memory. Written out field by field: copying such an object with
 * `...` takes a microsecond, because it goes through the list of its fields one by one.
 */
export function toAdvanced(before: Conversation, take: { seq: boolean; at: number }, gpos: number): Conversation {
  return {
    id: before.id,
    kind: before.kind,
    name: before.name,
    slug: before.slug,
    topic: before.topic,
    avatarUrl: before.avatarUrl,
    directKey: before.directKey,
    createdBy: before.createdBy,
    createdAt: before.createdAt,
    archivedAt: before.archivedAt,
    memberCount: before.memberCount,
    pos: before.pos,
    lastPos: before.lastPos + 1,
    lastSeq: take.seq ? before.lastSeq + 1 : before.lastSeq,
    // On PostgreSQL a batch with a lower number can get the row later: gpos never goes back.
    gpos: Math.max(before.gpos, gpos),
    activeAt: take.seq ? Math.max(take.at, before.activeAt) : before.activeAt,
    moderation: before.moderation,
  };
}

/** The member has read, and so received, everything up to this number. */
export function toReadUpTo(before: Member, seq: number): Member {
  return {
    conversationId: before.conversationId,
    userId: before.userId,
    role: before.role,
    state: before.state,
    joinedAt: before.joinedAt,
    pos: before.pos,
    gpos: before.gpos,
    readSeq: seq,
    shownReadSeq: before.shownReadSeq,
    deliveredSeq: seq,
    markedUnread: false,
    mutedUntil: before.mutedUntil,
    translateTo: before.translateTo,
    pinnedAt: before.pinnedAt,
    archivedAt: before.archivedAt,
    silencedUntil: before.silencedUntil,
  };
}
