import { type EventData, type EventType, eventClasses, type WireEvent } from '@parlance/protocol';
import type { DomainEvent, EphemeralEvent } from '../../core/events.ts';
import type { Message } from '../../core/messages/message.ts';
import type { Reveal } from '../../core/moderation/withheld.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import { Frame } from '../../realtime/connections/frame.ts';
import type { Delivery, Edge } from '../../realtime/edge.ts';
import {
  presentCall,
  presentConversation,
  presentMe,
  presentMember,
  presentMembership,
  presentMessage,
  presentSession,
  presentSummary,
  presentTranslation,
  presentUser,
} from './present.ts';
import { presentCase } from './present-moderation.ts';
import { showMessage } from './shown-message.ts';

export const V1_EDGE = 'v1';
export const V1_NAMESPACE = '/v1';

/** v1’s words for every event there is: a new one does not compile until it has its line. */
export const v1Edge: Edge = {
  name: V1_EDGE,
  present(event): readonly Delivery[] {
    const delivery = { frame: toFrame(event) };
    return 'reveal' in event && event.reveal !== undefined ? withReveal(event, event.reveal, delivery) : [delivery];
  },
};

function toFrame(event: DomainEvent | EphemeralEvent): Frame {
  if (event.type === 'message.sent') return new Frame(V1_NAMESPACE, 'event', sentJson(event));
  const wire = toWireEvent(event);
  const ephemeral = wire.pos === undefined && isEphemeral(event);
  return new Frame(V1_NAMESPACE, 'event', () => JSON.stringify(wire), ephemeral);
}

type SentEvent = Extract<DomainEvent, { type: 'message.sent' }>;

/** What is told most: its message has one JSON for those who hear it and for the answer to who sent it. */
function sentJson(event: SentEvent): () => string {
  const { id, lastPos } = event.conversation;
  const message = showMessage(event.message);
  const sender = presentUser(event.actor);
  return () =>
    `{"type":"message.sent","conversation_id":${JSON.stringify(id)},"pos":${lastPos},` +
    `"data":{"message":${message.json},"sender":${JSON.stringify(sender)}}}`;
}

type MessageEvent = Extract<DomainEvent, { message: Message; actor: unknown }>;

/** The same change under the same number: with the content for those from whom it is not kept back. */
function withReveal(event: MessageEvent, reveal: Reveal, plain: Delivery): Delivery[] {
  const userIds = new Set(reveal.userIds);
  const sees = (connection: Connection): boolean => userIds.has(connection.actor?.userId ?? '');
  return [
    { ...plain, only: (connection) => !sees(connection) },
    { frame: toFrame({ ...event, message: reveal.message }), only: sees },
  ];
}

function isEphemeral(event: DomainEvent | EphemeralEvent): event is EphemeralEvent {
  return eventClasses[event.type] === 'ephemeral';
}

/** Of the account's events, those that are not told together with a conversation. */
type AccountEvent =
  | Extract<DomainEvent, { type: 'message.hidden' | 'account.updated' | 'user.updated' | 'block.updated' }>
  | Extract<DomainEvent, { type: 'moderation.updated' }>
  | Extract<DomainEvent, { type: 'session.started' | 'session.ended' }>;

/** The event without its token, which only the connection’s last frame of a batch carries. */
function toWireEvent(event: Exclude<DomainEvent | EphemeralEvent, SentEvent>): WireEvent {
  switch (event.type) {
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.pinned':
    case 'message.unpinned':
    case 'message.annotated':
    case 'message.moderated':
    case 'thread.updated':
      return numbered(event, { message: presentMessage(event.message) });
    case 'member.joined':
      return numbered(event, {
        member: presentMember(event.member),
        user: presentUser(event.user),
        member_count: event.conversation.memberCount,
      });
    case 'member.left':
      return numbered(event, { member: presentMember(event.member), member_count: event.conversation.memberCount });
    case 'member.updated':
      return numbered(event, { member: presentMember(event.member) });
    case 'receipt.read':
    case 'receipt.delivered':
      return numbered(event, { member: presentMember(event.member) });
    case 'conversation.updated':
      return numbered(event, { conversation: presentConversation(event.conversation, null, []) });
    case 'conversation.added': {
      const { conversation, member } = event.own;
      const view = presentSummary({
        conversation,
        member,
        mentions: 0,
        lastMessage: event.lastMessage,
        members: event.members,
      });
      return account(event.type, conversation.id, { ...view, users: event.users.map(presentUser) });
    }
    case 'conversation.removed':
      return account(event.type, event.conversation.id, {});
    case 'membership.updated': {
      const { conversation, member } = event.own;
      return account(event.type, conversation.id, {
        membership: presentMembership(conversation, member, event.mentions),
      });
    }
    default:
      return isEphemeral(event) ? toPassingEvent(event) : toAccountEvent(event);
  }
}

/** What concerns an account, wherever it happens. */
function toAccountEvent(event: AccountEvent): WireEvent {
  switch (event.type) {
    case 'message.hidden':
      return account(event.type, event.message.conversationId, { message_id: event.message.id });
    case 'moderation.updated':
      return account(event.type, event.view.case.conversationId, { case: presentCase(event.view) });
    case 'account.updated':
      return account(event.type, undefined, { me: presentMe(event.user) });
    case 'user.updated':
      return account(event.type, undefined, { user: presentUser(event.user) });
    case 'block.updated':
      return account(event.type, undefined, { blocked: event.blocked });
    case 'session.started':
      return account(event.type, undefined, { session: presentSession(event.session, null) });
    case 'session.ended':
      return account(event.type, undefined, { session_id: event.sessionIds[0] ?? '' });
    default:
      return event satisfies never;
  }
}

/** What is never stored. */
function toPassingEvent(event: EphemeralEvent): WireEvent {
  switch (event.type) {
    case 'typing.started':
    case 'typing.stopped':
      return account(event.type, event.conversationId, { user_id: event.user.id });
    case 'stream.start':
      return account(event.type, event.conversationId, {
        stream_id: event.id,
        question_id: event.questionId,
        sender: presentUser(event.sender),
        asker_id: event.askerId,
        message_id: event.messageId,
      });
    case 'stream.delta':
      return account(event.type, event.conversationId, { stream_id: event.id, i: event.offset, text: event.text });
    case 'stream.end':
      return account(event.type, event.conversationId, {
        stream_id: event.id,
        message_id: event.messageId,
        reason: event.reason,
      });
    case 'call.ringing':
      return account(event.type, event.call.conversationId, {
        call: presentCall(event.call),
        caller: presentUser(event.caller),
      });
    case 'call.answered':
    case 'call.declined':
      return account(event.type, event.call.conversationId, { call: presentCall(event.call), actor_id: event.actorId });
    case 'call.ended':
      return account(event.type, event.call.conversationId, {
        call: presentCall(event.call),
        actor_id: event.actorId,
        reason: event.reason ?? 'hung_up',
      });
    case 'call.signal': {
      const { call, fromUserId, signal } = event;
      return account(event.type, call.conversationId, {
        call_id: call.id,
        from_user_id: fromUserId,
        kind: signal.kind,
        payload: signal.payload,
      });
    }
    case 'presence.changed': {
      // Whoever hides when they were last here hides being here, too.
      const isShown = event.user.settings.lastSeen !== 'nobody';
      return account(event.type, undefined, {
        user_id: event.user.id,
        online: isShown && event.online,
        status: event.user.status,
        last_seen_at: isShown ? event.lastSeenAt : null,
      });
    }
    case 'translation.ready': {
      const { conversationId } = event.translation;
      return account(event.type, conversationId, presentTranslation(event.translation));
    }
    default:
      return event satisfies never;
  }
}

function numbered<T extends EventType>(
  event: { type: T; conversation: { id: string; lastPos: number } },
  data: EventData[T],
): WireEvent {
  return {
    type: event.type,
    conversation_id: event.conversation.id,
    pos: event.conversation.lastPos,
    data,
  } as WireEvent;
}

function account<T extends EventType>(type: T, conversationId: string | undefined, data: EventData[T]): WireEvent {
  return (conversationId === undefined ? { type, data } : { type, conversation_id: conversationId, data }) as WireEvent;
}
