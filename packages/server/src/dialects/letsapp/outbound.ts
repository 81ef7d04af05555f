import type { Conversation } from '../../core/conversations/conversation.ts';
import type { CallEvent, DomainEvent, EphemeralEvent, PresenceEvent } from '../../core/events.ts';
import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { Delivery, Edge } from '../../realtime/edge.ts';
import { DialectFrame } from '../dialect-frame.ts';
import { socketOf } from './client-ids.ts';
import { LETSAPP } from './name.ts';
import type { PresenceFollowers } from './presence-followers.ts';
import { nameOf, noMarks, pictureOf, presentDirect, presentGroup, presentGroupMessage } from './present.ts';
import type { SlowTeller } from './slow-teller.ts';

type Only = (connection: Connection) => boolean;

const tell = (name: string, payload: unknown, only?: Only): Delivery =>
  only === undefined ? { frame: new DialectFrame(name, payload) } : { frame: new DialectFrame(name, payload), only };

const isBy =
  (userId: string): Only =>
  (connection) =>
    connection.actor?.userId === userId;

const isNotBy =
  (userId: string): Only =>
  (connection) =>
    connection.actor?.userId !== userId;

/** letsapp’s words for what happens; what its clients have no word for is not said. */
export function makeEdge(slow: SlowTeller, followers: PresenceFollowers): Edge {
  return {
    name: LETSAPP,
    hear: (event) => hear(event, slow, followers),
    present,
    *alsoHears(event) {
      if (event.type === 'presence.changed') yield* followers.of(event.user.id, event.onlyTo);
    },
  };
}

/** What is told once more was read, and whose presence is followed from here on. */
function hear(event: DomainEvent | EphemeralEvent, slow: SlowTeller, followers: PresenceFollowers): void {
  switch (event.type) {
    case 'message.sent':
      slow.noteArrival(event.conversation, event.message);
      return;
    case 'receipt.read':
      if (event.shared) slow.tellReceipts(event.conversation, event.member, event.fromSeq, 'read');
      return;
    case 'receipt.delivered':
      slow.tellReceipts(event.conversation, event.member, event.fromSeq, 'delivered');
      return;
    case 'typing.started':
    case 'typing.stopped':
      slow.tellTyping(event.conversationId, event.user.id, event.type === 'typing.started' ? 'typing' : 'stopped');
      return;
    case 'block.updated':
      slow.run(() => followers.renewFor(event.userId));
      return;
    case 'presence.changed':
      slow.tellNewFollower(followers, event, presencePayload(event));
      return;
    case 'conversation.added':
      if (event.own.conversation.kind === 'direct') slow.run(() => followers.renewFor(event.userId));
      return;
    default:
      return;
  }
}

function present(event: DomainEvent | EphemeralEvent): readonly Delivery[] {
  switch (event.type) {
    case 'message.sent':
      return presentSent(event.conversation, event.message, event.actor);
    case 'message.edited':
    case 'message.deleted':
      return presentChange(event);
    case 'presence.changed':
      return presentPresence(event);
    case 'call.ringing':
    case 'call.answered':
    case 'call.declined':
    case 'call.ended':
      return presentCallEvent(event);
    case 'call.signal': {
      const { call, fromUserId, signal } = event;
      const field = signal.kind;
      const name = field === 'candidate' ? 'webrtc_ice_candidate' : `webrtc_${field}`;
      return [tell(name, { call_id: call.id, from: fromUserId, [field]: signal.payload })];
    }
    default:
      return presentGroupEvent(event);
  }
}

function presentSent(conversation: Conversation, message: Message, sender: User): readonly Delivery[] {
  const except = socketOf(message.clientId);
  if (conversation.kind === 'assistant') return [];
  return conversation.kind === 'direct'
    ? [{ except, ...tell('receive_message', presentDirect(message, conversation, sender, noMarks)) }]
    : [{ except, ...tell('receive_group_message', presentGroupMessage(message, sender, [])) }];
}

function presentChange(
  event: Extract<DomainEvent, { type: 'message.edited' | 'message.deleted' }>,
): readonly Delivery[] {
  const { conversation, message } = event;
  if (conversation.kind === 'assistant') return [];
  if (event.type === 'message.deleted') return [tell('message_deleted', { message_id: message.id, id: message.id })];
  const payload =
    conversation.kind === 'direct'
      ? presentDirect(message, conversation, event.actor, noMarks)
      : presentGroupMessage(message, event.actor, []);
  return [tell('message_updated', payload)];
}

function presentPresence(event: PresenceEvent): readonly Delivery[] {
  return [tell('presence_update', presencePayload(event), isNotBy(event.user.id))];
}

/** Whoever hides when they were last here hides being here too. */
function presencePayload({ user, online }: PresenceEvent) {
  const shown = online && user.settings.lastSeen !== 'nobody';
  return { user_id: user.id, username: nameOf(user), status: shown ? (user.status ?? 'online') : 'offline' };
}

function presentGroupEvent(event: DomainEvent | EphemeralEvent): readonly Delivery[] {
  switch (event.type) {
    case 'conversation.added': {
      const { conversation, member } = event.own;
      // Whoever makes a group knows of it by the answer.
      if (conversation.kind !== 'group' || member.role === 'owner') return [];
      return [tell('group_added', { ...presentGroup(conversation, event.members, event.users) })];
    }
    case 'member.joined': {
      if (event.conversation.kind !== 'group') return [];
      const { user, conversation, actorId } = event;
      const who = { user_id: user.id, username: nameOf(user), profile_picture: pictureOf(user.avatarUrl) };
      return [tell('group_member_added', { group_id: conversation.id, ...who, added_by: actorId }, isNotBy(user.id))];
    }
    case 'member.left':
      if (event.conversation.kind !== 'group') return [];
      return [tell('group_member_removed', toRemoval(event.conversation.id, event.user.id, event.actorId))];
    case 'conversation.removed':
      if (event.conversation.kind !== 'group') return [];
      return [tell('group_member_removed', toRemoval(event.conversation.id, event.userId, null))];
    case 'conversation.updated': {
      const { conversation, actorId } = event;
      if (conversation.kind !== 'group') return [];
      const { name, topic: description } = conversation;
      const icon = pictureOf(conversation.avatarUrl);
      return [tell('group_name_updated', { group_id: conversation.id, name, description, icon, updated_by: actorId })];
    }
    default:
      return [];
  }
}

const toRemoval = (groupId: string, userId: string, by: string | null) => ({
  group_id: groupId,
  user_id: userId,
  removed_by: by,
});

const presentParty = (user: User) => ({
  id: user.id,
  user_id: user.id,
  username: nameOf(user),
  full_name: user.displayName,
  profile_picture: pictureOf(user.avatarUrl),
});

function presentCallEvent({ type, call, caller, callee, actorId, reason }: CallEvent): readonly Delivery[] {
  if (type === 'call.ringing') {
    const ringing = { call_id: call.id, call_type: call.type, status: call.state };
    return [
      tell('call_initiated', { ...ringing, callee: presentParty(callee) }, isBy(caller.id)),
      tell('incoming_call', { ...ringing, caller: presentParty(caller) }, isBy(callee.id)),
    ];
  }
  const name = type.replace('.', '_');
  const told = { call_id: call.id, status: call.state, user_id: actorId, ...(reason === null ? {} : { reason }) };
  // A call that rang out was ended by nobody, so both sides are told alike.
  if (reason === 'missed') return [tell(name, told)];
  return [tell(name, told, isNotBy(actorId)), tell(`${name}_confirmed`, told, isBy(actorId))];
}
