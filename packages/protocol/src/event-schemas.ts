import { type Static, Type } from 'typebox';
import { closeReasons } from './errors.ts';
import { type EventData, type EventType, eventClasses, type ServerFrames } from './events.ts';
import { ModerationCase } from './moderation.ts';
import {
  Call,
  Conversation,
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

const id = Type.String({ minLength: 1 });
const token = Type.String({ description: 'a sync token' });
const count = Type.Integer({ minimum: 0 });
const message = Type.Object({ message: Message });
const member = Type.Object({ member: Member });
const userId = Type.Object({ user_id: id });

/** What each event carries, as JSON Schema, for the documents that are generated from it. */
export const eventDataSchemas = {
  'message.sent': Type.Object({ message: Message, sender: User }),
  'message.edited': message,
  'message.deleted': message,
  'message.reacted': message,
  'message.pinned': message,
  'message.unpinned': message,
  'message.annotated': message,
  'message.moderated': message,
  'thread.updated': message,
  'member.joined': Type.Object({ member: Member, user: User, member_count: count }),
  'member.left': Type.Object({ member: Member, member_count: count }),
  'member.updated': member,
  'receipt.read': member,
  'receipt.delivered': member,
  'conversation.updated': Type.Object({ conversation: Conversation }),
  'conversation.added': Type.Object({
    conversation: Conversation,
    membership: Type.Union([Membership, Type.Null()]),
    users: Type.Array(User),
  }),
  'conversation.removed': Type.Unsafe<Record<string, never>>({ type: 'object', maxProperties: 0 }),
  'membership.updated': Type.Object({ membership: Membership }),
  'message.hidden': Type.Object({ message_id: id }),
  'moderation.updated': Type.Object({ case: ModerationCase }),
  'account.updated': Type.Object({ me: Me }),
  'user.updated': Type.Object({ user: User }),
  'block.updated': Type.Object({ blocked: Type.Array(id) }),
  'session.started': Type.Object({ session: Session }),
  'session.ended': Type.Object({ session_id: id }),
  'typing.started': userId,
  'typing.stopped': userId,
  'presence.changed': Presence,
  'stream.start': Type.Object({
    stream_id: id,
    question_id: id,
    sender: User,
    asker_id: id,
    message_id: Type.Union([id, Type.Null()]),
  }),
  'stream.delta': Type.Object({ stream_id: id, i: count, text: Type.String() }),
  'stream.end': Type.Object({
    stream_id: id,
    message_id: Type.Union([id, Type.Null()]),
    reason: StreamEndReason,
  }),
  'call.ringing': Type.Object({ call: Call, caller: User }),
  'call.answered': Type.Object({ call: Call, actor_id: id }),
  'call.declined': Type.Object({ call: Call, actor_id: id }),
  'call.ended': Type.Object({ call: Call, actor_id: id, reason: Type.String() }),
  'call.signal': Type.Object({ call_id: id, from_user_id: id, kind: Type.String(), payload: Type.Unknown() }),
  'translation.ready': Translation,
} satisfies Record<EventType, Type.TSchema>;

/** What the server sends beside events, as JSON Schema. `event` carries one of the events above. */
export const frameSchemas = {
  sync: SyncPage,
  live: Type.Object({ token }),
  heartbeat: Type.Object({ token }),
  bye: Type.Object({
    reason: Type.Enum(Object.keys(closeReasons) as (keyof typeof closeReasons)[]),
    retry_after_ms: count,
  }),
} satisfies Record<Exclude<keyof ServerFrames, 'event'>, Type.TSchema>;

/** The whole of one event as it stands in an `event` frame. */
export function wireEventSchema(type: EventType): Type.TSchema {
  const data = eventDataSchemas[type];
  const conversation = Type.String({ minLength: 1, description: 'where it happened' });
  switch (eventClasses[type]) {
    case 'conversation': {
      const pos = Type.Integer({ minimum: 1, description: 'the dense number of this change in its conversation' });
      return Type.Object({ type: Type.Literal(type), conversation_id: conversation, pos, token, data });
    }
    case 'account':
      return Type.Object({ type: Type.Literal(type), conversation_id: Type.Optional(conversation), token, data });
    case 'ephemeral':
      return Type.Object({ type: Type.Literal(type), conversation_id: Type.Optional(conversation), data });
  }
}

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Agreement = {
  [T in EventType]: Same<Static<(typeof eventDataSchemas)[T]>, EventData[T]>;
} & { [F in keyof typeof frameSchemas]: Same<Static<(typeof frameSchemas)[F]>, ServerFrames[F]> };
type Agreed<A extends Record<keyof Agreement, true>> = A;
/**
 * Does not compile when a schema and its type say different things.
 * @public
 */
export type SchemasAgree = Agreed<Agreement>;
