import type { Member, Role } from './conversation.ts';

/** A fresh active membership: everything before it counts as read. */
export function newMember(fields: {
  conversationId: string;
  userId: string;
  role: Role;
  at: number;
  pos: number;
  lastSeq: number;
}): Member {
  return {
    conversationId: fields.conversationId,
    userId: fields.userId,
    role: fields.role,
    state: 'active',
    joinedAt: fields.at,
    pos: fields.pos,
    gpos: 0,
    readSeq: fields.lastSeq,
    shownReadSeq: fields.lastSeq,
    deliveredSeq: fields.lastSeq,
    markedUnread: false,
    mutedUntil: null,
    translateTo: null,
    pinnedAt: null,
    archivedAt: null,
    silencedUntil: null,
  };
}
