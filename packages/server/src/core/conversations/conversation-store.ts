import type { Ready } from '../ready.ts';
import type { Conversation, ConversationInvite, Member } from './conversation.ts';

export interface OwnConversation {
  conversation: Conversation;
  member: Member;
}

/** A place in a list that is ordered by (number, id). */
export interface ListCursor {
  value: number;
  id: string;
}

export interface AwaitingConversation extends Pick<Conversation, 'id' | 'lastSeq' | 'gpos'> {
  /** The member’s. */
  deliveredSeq: number;
}

export interface ConversationReader {
  find(id: string): Promise<Conversation | undefined>;
  findBySlug(slug: string): Promise<Conversation | undefined>;
  findByDirectKey(key: string): Promise<Conversation | undefined>;
  findMember(conversationId: string, userId: string): Promise<Member | undefined>;
  findOwn(conversationId: string, userId: string): Ready<OwnConversation | undefined>;
  /** Active memberships, last active first, after the cursor (activeAt, id). */
  listOwn(userId: string, after: ListCursor | null, limit: number): Promise<OwnConversation[]>;
  /** The ids of all conversations the user is an active member of. */
  activeConversationIds(userId: string): Promise<string[]>;
  /** Where the user has said into what to translate: by conversation, a language tag or `off`. Active memberships only. */
  translationChoices(userId: string): Promise<Map<string, string>>;
  /** The ids of all active members. */
  activeMemberIds(conversationId: string): Promise<string[]>;
  /** The active owners and admins. */
  leaderIds(conversationId: string): Promise<string[]>;
  /** In order of joining, after the cursor (joinedAt, userId). */
  listMembers(conversationId: string, after: ListCursor | null, limit: number): Promise<Member[]>;
  /** For many small conversations at once: their active members. */
  membersOf(conversationIds: readonly string[]): Promise<Member[]>;
  /** Members changed after `pos`, in pos order. */
  membersChangedAfterPos(conversationId: string, pos: number, limit: number): Promise<Member[]>;
  membersChangedAfterGpos(conversationId: string, gpos: number, limit: number): Promise<Member[]>;
  /** Rooms by name, literal substring, after the cursor (0, name). */
  listRooms(query: string | null, after: string | null, limit: number): Promise<Conversation[]>;
  /** Own memberships, active or ended, whose conversation or member row changed after `since`, ordered by that change. */
  listChanged(userId: string, since: number, after: ListCursor | null, limit: number): Promise<OwnConversation[]>;
  /**
   * Of conversations in which something changed after `since`: those of few members that the user is one of and that have
   * messages which have not reached them. In no order.
   */
  listAwaiting(userId: string, since: number, limit: number): Promise<AwaitingConversation[]>;
  /** By conversation, for a list: how many messages that the user has not read mention them. */
  mentionCounts(userId: string, conversationIds: readonly string[]): Promise<Map<string, number>>;
  /** How many messages that the member has not read mention them. */
  mentionCount(member: Pick<Member, 'conversationId' | 'userId' | 'readSeq'>): Promise<number>;
}

export interface ConversationStore extends ConversationReader {
  insert(conversation: Conversation): Promise<void>;
  /** Takes the next pos (and seq) under the row's lock and marks the conversation changed. */
  advance(id: string, take: { seq: boolean; at: number }): Ready<Conversation | undefined>;
  update(id: string, change: Partial<Omit<Conversation, 'id' | 'lastPos' | 'lastSeq' | 'gpos'>>): Promise<void>;
  /** Writes the whole row, with the transaction's gpos. */
  putMember(member: Member): Promise<void>;
  /** Writes the given fields and the transaction's gpos. */
  updateMember(conversationId: string, userId: string, change: Partial<Member>): Promise<void>;
  /**
   * The member has read up to `seq`: no mark goes back. `shown`: the others see it from now on, and it is the change `pos`;
   * undefined: nobody else is told.
   */
  markRead(
    member: Pick<Member, 'conversationId' | 'userId'>,
    mark: { seq: number; shown: { pos: number } | undefined },
  ): Ready<void>;
  /** Messages up to `seq` have reached a device of the member; `pos` is the number of that change. */
  markDelivered(member: Pick<Member, 'conversationId' | 'userId'>, mark: { seq: number; pos: number }): Ready<void>;
  /** Sending has read everything before it; no change that anybody is told about. */
  markSent(conversationId: string, userId: string, seq: number): Ready<void>;
  addMentions(conversationId: string, seq: number, userIds: readonly string[]): Promise<void>;
  removeMentions(conversationId: string, seq: number): Promise<void>;
  insertInvite(invite: ConversationInvite): Promise<void>;
  /** Takes one use; undefined when there is none left or it has expired. */
  useInvite(code: string, now: number): Promise<ConversationInvite | undefined>;
}
