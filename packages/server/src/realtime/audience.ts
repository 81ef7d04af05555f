import type { DomainEvent, EphemeralEvent } from '../core/events.ts';

/** Who may hear an event: the members of a conversation, or the devices of accounts; never anybody else. */
export type Audience =
  | { conversationId: string; exceptUserId?: string }
  | { userIds: readonly string[] }
  /** Of these people, those who are members and hear the conversation. */
  | { membersOf: string; userIds: readonly string[] }
  | { watchersOf: string; onlyUserId?: string };

/** The only place that decides who hears what. A new event does not compile until it is here. */
export function audienceOf(event: DomainEvent | EphemeralEvent): Audience {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.pinned':
    case 'message.unpinned':
    case 'message.annotated':
    case 'message.moderated':
    case 'thread.updated':
    case 'member.joined':
    case 'member.left':
    case 'member.updated':
    case 'conversation.updated':
      return { conversationId: event.conversation.id };
    case 'receipt.read':
    case 'receipt.delivered':
      return event.shared ? { conversationId: event.conversation.id } : { userIds: [event.member.userId] };
    case 'conversation.added':
    case 'conversation.removed':
    case 'membership.updated':
    case 'message.hidden':
    case 'block.updated':
    case 'session.started':
    case 'session.ended':
      return { userIds: [event.userId] };
    case 'moderation.updated':
      return { userIds: event.userIds };
    case 'account.updated':
      return { userIds: [event.user.id] };
    case 'user.updated':
      return { userIds: event.companionIds };
    case 'typing.started':
    case 'typing.stopped':
      return { conversationId: event.conversationId, exceptUserId: event.user.id };
    case 'stream.start':
    case 'stream.delta':
    case 'stream.end':
      return { conversationId: event.conversationId };
    case 'call.ringing':
    case 'call.answered':
    case 'call.declined':
    case 'call.ended':
      return { userIds: [event.call.callerId, event.call.calleeId] };
    case 'call.signal':
      return { userIds: [event.toUserId] };
    case 'presence.changed':
      return { watchersOf: event.user.id, ...(event.onlyTo === undefined ? {} : { onlyUserId: event.onlyTo }) };
    case 'translation.ready':
      return { membersOf: event.translation.conversationId, userIds: event.readerIds };
    default:
      return event satisfies never;
  }
}
