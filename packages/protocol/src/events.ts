import type { CloseReason } from './errors.ts';
import type { ModerationCase } from './moderation.ts';
import type {
  Call,
  Conversation,
  ConversationView,
  Me,
  Member,
  Membership,
  Message,
  Presence,
  Session,
  StreamEndReason,
  SyncPage,
  Translation,
  User,
} from './objects.ts';

/**
 * What a client hears. Every event that changes a conversation carries `conversation_id`, its dense `pos` there and
 * the `token` that includes it; its `data` is the new state of the row, so applying it twice is harmless.
 * Account events (`membership.updated`, `message.hidden`, …) carry a token and no pos. Ephemeral ones carry neither.
 */
export interface EventData {
  'message.sent': { message: Message; sender: User };
  'message.edited': { message: Message };
  'message.deleted': { message: Message };
  'message.reacted': { message: Message };
  'message.pinned': { message: Message };
  'message.unpinned': { message: Message };
  'message.annotated': { message: Message };
  'message.moderated': { message: Message };
  'thread.updated': { message: Message };
  'member.joined': { member: Member; user: User; member_count: number };
  'member.left': { member: Member; member_count: number };
  'member.updated': { member: Member };
  'receipt.read': { member: Member };
  'receipt.delivered': { member: Member };
  'conversation.updated': { conversation: Conversation };
  'conversation.added': ConversationView & { users: User[] };
  'conversation.removed': Record<string, never>;
  'membership.updated': { membership: Membership };
  'message.hidden': { message_id: string };
  'moderation.updated': { case: ModerationCase };
  'account.updated': { me: Me };
  'user.updated': { user: User };
  'block.updated': { blocked: string[] };
  'session.started': { session: Session };
  'session.ended': { session_id: string };
  'typing.started': { user_id: string };
  'typing.stopped': { user_id: string };
  'presence.changed': Presence;
  /** An assistant begins to answer. `message_id`: the message that will get a new version; null: there will be a new one. */
  'stream.start': { stream_id: string; question_id: string; sender: User; asker_id: string; message_id: string | null };
  /** Words of the answer. `i`: where in it they begin, in UTF-16 code units; a gap is filled by `streams.resume`. */
  'stream.delta': { stream_id: string; i: number; text: string };
  /** It is over. `message_id`: what it has become, which was told before; null: nothing was kept. */
  'stream.end': { stream_id: string; message_id: string | null; reason: StreamEndReason };
  'call.ringing': { call: Call; caller: User };
  'call.answered': { call: Call; actor_id: string };
  'call.declined': { call: Call; actor_id: string };
  'call.ended': { call: Call; actor_id: string; reason: string };
  'translation.ready': Translation;
  'call.signal': { call_id: string; from_user_id: string; kind: string; payload: unknown };
}

export type EventType = keyof EventData;

/** How an event travels: numbered in its conversation, durable for the account alone, or gone when missed. */
export type EventClass = 'conversation' | 'account' | 'ephemeral';

export const eventClasses: Record<EventType, EventClass> = {
  'message.sent': 'conversation',
  'message.edited': 'conversation',
  'message.deleted': 'conversation',
  'message.reacted': 'conversation',
  'message.pinned': 'conversation',
  'message.unpinned': 'conversation',
  'message.annotated': 'conversation',
  'message.moderated': 'conversation',
  'thread.updated': 'conversation',
  'member.joined': 'conversation',
  'member.left': 'conversation',
  'member.updated': 'conversation',
  'receipt.read': 'conversation',
  'receipt.delivered': 'conversation',
  'conversation.updated': 'conversation',
  'conversation.added': 'account',
  'conversation.removed': 'account',
  'membership.updated': 'account',
  'message.hidden': 'account',
  'moderation.updated': 'account',
  'account.updated': 'account',
  'user.updated': 'account',
  'block.updated': 'account',
  'session.started': 'account',
  'session.ended': 'account',
  'typing.started': 'ephemeral',
  'typing.stopped': 'ephemeral',
  'presence.changed': 'ephemeral',
  'stream.start': 'ephemeral',
  'stream.delta': 'ephemeral',
  'stream.end': 'ephemeral',
  'call.ringing': 'ephemeral',
  'call.answered': 'ephemeral',
  'call.declined': 'ephemeral',
  'call.ended': 'ephemeral',
  'call.signal': 'ephemeral',
  'translation.ready': 'ephemeral',
};

export type WireEvent = {
  [T in EventType]: {
    type: T;
    /** Set on everything that happens in a conversation. */
    conversation_id?: string;
    /** The dense number of this change in its conversation; absent on account and ephemeral events. */
    pos?: number;
    /** The sync token that includes this event; absent on ephemeral events. */
    token?: string;
    data: EventData[T];
  };
}[EventType];

/** Frames the server sends on a socket (Socket.IO event name → payload) and on SSE (`event:` field → `data:`). */
export interface ServerFrames {
  event: WireEvent;
  sync: SyncPage;
  live: { token: string };
  heartbeat: { token: string };
  bye: { reason: CloseReason; retry_after_ms: number };
}
