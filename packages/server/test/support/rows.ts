import { uuidv7 } from 'uuidv7';
import type { Conversation, Member } from '../../src/core/conversations/conversation.ts';
import type { Content, Message } from '../../src/core/messages/message.ts';
import type { Session } from '../../src/core/sessions/session.ts';
import type { Store, Transaction } from '../../src/core/store.ts';
import { defaultUserSettings, type User } from '../../src/core/users/user.ts';

/** Rows with everything filled in; a test names only what it is about. */
export function makeUser(change: Partial<User> = {}): User {
  return {
    id: uuidv7(),
    userName: null,
    email: null,
    displayName: 'Somebody',
    avatarUrl: null,
    bio: null,
    language: null,
    kind: 'person',
    passwordHash: null,
    externalKey: null,
    status: null,
    settings: defaultUserSettings,
    createdAt: 1_000,
    lastSeenAt: null,
    gpos: 0,
    ...change,
  };
}

export function makeConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: uuidv7(),
    kind: 'group',
    name: 'Group',
    slug: null,
    topic: null,
    avatarUrl: null,
    directKey: null,
    createdBy: null,
    createdAt: 1_000,
    archivedAt: null,
    memberCount: 0,
    pos: 0,
    lastPos: 0,
    lastSeq: 0,
    gpos: 0,
    activeAt: 1_000,
    moderation: null,
    ...change,
  };
}

export function makeMember(conversationId: string, userId: string, change: Partial<Member> = {}): Member {
  return {
    conversationId,
    userId,
    role: 'member',
    state: 'active',
    joinedAt: 1_000,
    pos: 0,
    gpos: 0,
    readSeq: 0,
    shownReadSeq: 0,
    deliveredSeq: 0,
    markedUnread: false,
    mutedUntil: null,
    translateTo: null,
    pinnedAt: null,
    archivedAt: null,
    silencedUntil: null,
    ...change,
  };
}

export function makeMessage(conversationId: string, senderId: string, change: Partial<Message> = {}): Message {
  return {
    id: uuidv7(),
    conversationId,
    seq: 1,
    pos: 1,
    gpos: 0,
    rev: 0,
    senderId,
    clientId: uuidv7(),
    bodyHash: 'hash',
    content: { type: 'text', text: 'hello' },
    replyTo: null,
    threadId: null,
    replyCount: 0,
    mentions: [],
    reactions: [],
    forwardedFrom: null,
    annotations: {},
    createdAt: 1_000,
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    pinnedBy: null,
    ...change,
  };
}

export function makeSession(userId: string, change: Partial<Session> = {}): Session {
  return {
    id: uuidv7(),
    userId,
    device: null,
    refreshHash: uuidv7(),
    previousRefreshHash: null,
    createdAt: 1_000,
    lastUsedAt: 1_000,
    expiresAt: 9_000,
    endedAt: null,
    ...change,
  };
}

/** Stores a conversation with these people as active members. */
export function insertGroup(
  store: Store,
  userIds: readonly string[],
  change: Partial<Conversation> = {},
): Promise<Conversation> {
  return store.transaction(async (tx) => {
    const conversation = makeConversation({ memberCount: userIds.length, ...change });
    await tx.conversations.insert(conversation);
    for (const userId of userIds) await tx.conversations.putMember(makeMember(conversation.id, userId));
    return conversation;
  });
}

/** Stores one message the way sending does: next seq and pos, the row, the event. */
export async function insertMessage(
  tx: Transaction,
  conversationId: string,
  sender: User,
  content: Content | string,
  change: Partial<Message> = {},
): Promise<Message> {
  const conversation = await tx.conversations.advance(conversationId, { seq: true, at: change.createdAt ?? 2_000 });
  if (conversation === undefined) throw new Error(`no conversation ${conversationId}`);
  const message = makeMessage(conversationId, sender.id, {
    seq: conversation.lastSeq,
    pos: conversation.lastPos,
    gpos: tx.gpos,
    createdAt: 2_000,
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    ...change,
  });
  await tx.messages.insert(message);
  tx.emit({ type: 'message.sent', conversation, message, actor: sender });
  return message;
}

export function send(
  store: Store,
  conversationId: string,
  sender: User,
  content: Content | string,
  change: Partial<Message> = {},
): Promise<Message> {
  return store.transaction((tx) => insertMessage(tx, conversationId, sender, content, change), conversationId);
}

/** A frontier that covers everything stored so far. On PostgreSQL transactions of other databases hold it back for moments. */
export async function settledFrontier(store: Store): Promise<number> {
  const { gpos } = await store.transaction(async (tx) => ({ gpos: tx.gpos }));
  for (;;) {
    const frontier = await store.sync.frontier();
    if (frontier >= gpos - 1) return Math.min(frontier, gpos);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
