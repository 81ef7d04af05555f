import type { ModerationPolicy } from '../moderation/policy.ts';

export type ConversationKind = 'direct' | 'group' | 'room' | 'assistant';
export type Role = 'owner' | 'admin' | 'member';
export type MemberState = 'active' | 'left' | 'removed';

export interface Conversation {
  id: string;
  kind: ConversationKind;
  name: string | null;
  /** Unique short name of a room, by which it can be addressed. */
  slug: string | null;
  topic: string | null;
  avatarUrl: string | null;
  /** `smaller user id:larger user id` of a direct conversation: unique, so two racing clients open one. */
  directKey: string | null;
  createdBy: string | null;
  createdAt: number;
  archivedAt: number | null;
  memberCount: number;
  /** The pos of the last change to the fields above. */
  pos: number;
  lastPos: number;
  lastSeq: number;
  /** The global position of the last change of any kind in it. */
  gpos: number;
  /** When the last message was sent, or the conversation created. */
  activeAt: number;
  /** What is done about which texts; null: what the installation says. */
  moderation: ModerationPolicy | null;
}

export interface Member {
  conversationId: string;
  userId: string;
  role: Role;
  state: MemberState;
  joinedAt: number;
  pos: number;
  gpos: number;
  readSeq: number;
  /** How far others see this person has read: stays behind where receipts are off or the conversation is large. */
  shownReadSeq: number;
  deliveredSeq: number;
  markedUnread: boolean;
  mutedUntil: number | null;
  /** Into what this conversation is translated for the member: a tag, `off`, or null for the person’s own language. */
  translateTo: string | null;
  pinnedAt: number | null;
  archivedAt: number | null;
  /** Until then this member may read and not write. */
  silencedUntil: number | null;
}

export interface ConversationInvite {
  code: string;
  conversationId: string;
  createdBy: string;
  expiresAt: number;
  usesLeft: number | null;
}

/** Up to this many members, receipts are shown to all and the member list travels with the conversation. */
export const SMALL_CONVERSATION = 50;

/** The other of the two in a direct key; with oneself, oneself. Without a list of the two, because every send asks. */
export function partnerIn(directKey: string, userId: string): string {
  const middle = directKey.indexOf(':');
  const isFirst = middle === userId.length && directKey.startsWith(userId);
  return isFirst ? directKey.slice(middle + 1) : directKey.slice(0, middle);
}

export function directKeyOf(userId: string, otherId: string): string {
  return userId < otherId ? `${userId}:${otherId}` : `${otherId}:${userId}`;
}
