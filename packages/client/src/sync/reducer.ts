import type { Conversation, Me, Member, Message, User, WireEvent } from '@parlance/protocol';
import { mergeConversation, withArrivals, withMessage, withPosition } from './conversation-fields.ts';
import type { Draft } from './draft.ts';
import { applyView } from './pages.ts';
import { addRange } from './ranges.ts';
import type { ConversationRecord } from './state.ts';

/**
 * Applies one event. The caller sees to the order: an event with a `pos` comes here only when it is the next of its
 * conversation. A type that is not known still moves the position, so newer servers do not stall older clients.
 */
export function applyEvent(draft: Draft, event: WireEvent): void {
  if (event.conversation_id !== undefined) applyToConversation(draft, event.conversation_id, event);
  else applyToAccount(draft, event);
}

function applyToAccount(draft: Draft, event: WireEvent): void {
  if (event.type === 'account.updated') {
    draft.setMe(event.data.me);
    draft.putUsers([toUser(event.data.me)]);
  } else if (event.type === 'user.updated') {
    draft.putUsers([event.data.user]);
  } else if (event.type === 'block.updated') {
    draft.setBlocked(event.data.blocked);
  }
}

function applyToConversation(draft: Draft, id: string, event: WireEvent): void {
  if (event.type === 'conversation.added') {
    draft.putUsers(event.data.users);
    applyView(draft, event.data);
  } else if (event.type === 'conversation.removed') {
    draft.dropConversation(id);
  }
  const record = draft.conversation(id);
  if (record === undefined) return;
  if (event.pos !== undefined) {
    draft.putHead(id, { pos: event.pos, conversation: withPosition(record.conversation, event.pos) });
  }
  applyToKnown(draft, id, event);
}

function applyToKnown(draft: Draft, id: string, event: WireEvent): void {
  switch (event.type) {
    case 'message.sent':
      draft.putUsers([event.data.sender]);
      applySent(draft, id, event.data.message);
      break;
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.pinned':
    case 'message.unpinned':
    case 'message.annotated':
    case 'message.moderated':
    case 'thread.updated':
      applyMessage(draft, id, event.data.message);
      break;
    case 'message.hidden':
      applyHidden(draft, id, event.data.message_id);
      break;
    case 'member.joined':
      draft.putUsers([event.data.user]);
      applyMember(draft, id, event.data.member, event.data.member_count);
      break;
    case 'member.left':
      applyMember(draft, id, event.data.member, event.data.member_count);
      break;
    case 'member.updated':
    case 'receipt.read':
    case 'receipt.delivered':
      applyMember(draft, id, event.data.member);
      break;
    case 'conversation.updated':
      applyHead(draft, id, event.data.conversation);
      break;
    case 'membership.updated':
      draft.putHead(id, { membership: event.data.membership });
      break;
    case 'conversation.added':
    case 'conversation.removed':
    case 'moderation.updated':
    case 'account.updated':
    case 'user.updated':
    case 'block.updated':
    case 'session.started':
    case 'session.ended':
    case 'typing.started':
    case 'typing.stopped':
    case 'presence.changed':
    case 'stream.start':
    case 'stream.delta':
    case 'stream.end':
    case 'call.ringing':
    case 'call.answered':
    case 'call.declined':
    case 'call.ended':
    case 'call.signal':
    case 'translation.ready':
      break;
    default:
      // Compiles only while every type is named above; at run time, a type of a newer server ends here and is let be.
      event satisfies never;
  }
}

/** This event shows the conversation without its last message: that is no news of it. */
function applyHead(draft: Draft, id: string, news: Conversation): void {
  const { conversation } = current(draft, id);
  const { last_message } = conversation;
  draft.putHead(id, { conversation: mergeConversation(conversation, { ...news, last_message }) });
}

function applySent(draft: Draft, id: string, message: Message): void {
  const { conversation, membership, members, ranges } = current(draft, id);
  const next = withMessage(conversation, message);
  // Whoever writes has been delivered what stands above; the server raises that mark without telling anybody.
  const sender = members.get(message.sender_id);
  if (sender !== undefined) draft.putMembers(id, [{ ...sender, delivered_seq: message.seq }]);
  // Positions are applied without a hole, so every message up to this one is known: those not seen are not for me.
  draft.putHead(id, { conversation: next, ranges: addRange(ranges, conversation.last_seq + 1, message.seq) });
  draft.putMessages(id, [message]);
  if (membership === null) return;
  draft.putHead(id, {
    membership: withArrivals(membership, draft.me?.id, [message], conversation.last_seq, next.last_seq),
  });
}

function applyMessage(draft: Draft, id: string, message: Message): void {
  const { conversation } = current(draft, id);
  if (conversation.last_message?.id === message.id) {
    draft.putHead(id, { conversation: withMessage(conversation, message) });
  }
  draft.putMessages(id, [message]);
}

function applyHidden(draft: Draft, id: string, messageId: string): void {
  draft.forgetMessages(id, new Set([messageId]));
  const { conversation, messages } = current(draft, id);
  if (conversation.last_message?.id !== messageId) return;
  draft.putHead(id, { conversation: { ...conversation, last_message: messages.at(-1) ?? null } });
}

function applyMember(draft: Draft, id: string, member: Member, memberCount?: number): void {
  const { conversation, membership } = current(draft, id);
  draft.putMembers(id, [member]);
  if (memberCount !== undefined) draft.putHead(id, { conversation: { ...conversation, member_count: memberCount } });
  if (member.user_id !== draft.me?.id || membership === null) return;
  const { role, state, joined_at } = member;
  const delivered_seq = Math.max(membership.delivered_seq, member.delivered_seq);
  // Not its read mark: a member's row shows what others may see of it, and stays where it was when I mark unread.
  draft.putHead(id, { membership: { ...membership, role, state, joined_at, delivered_seq } });
}

function current(draft: Draft, id: string): ConversationRecord {
  return draft.conversation(id) as ConversationRecord;
}

/** The public part of my account. */
export function toUser(me: Me): User {
  const { id, user_name, display_name, avatar_url, bio, kind, created_at } = me;
  return { id, user_name, display_name, avatar_url, bio, kind, created_at };
}
