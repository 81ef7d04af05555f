import type { DomainEvent, EphemeralEvent } from '../../core/events.ts';
import type { User } from '../../core/users/user.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { Delivery, Edge } from '../../realtime/edge.ts';
import { DialectFrame } from '../dialect-frame.ts';
import { presentPerson, roomKey } from './present.ts';
import { enteringKey, type Rooms } from './rooms.ts';

/** This dialect’s words for what happens. Messages are told later, when they are translated. */
export function makeEdge(rooms: Rooms): Edge {
  return { name: 'rooms', hear: (event) => hear(rooms, event), present: (event) => present(rooms, event) };
}

function hear(rooms: Rooms, event: DomainEvent | EphemeralEvent): void {
  if (event.type === 'message.sent') {
    if (event.conversation.kind === 'room') rooms.delivery.hear(event);
  } else if (event.type === 'member.left') {
    leave(rooms, event.conversation.id, event.user);
  }
}

function present(rooms: Rooms, event: DomainEvent | EphemeralEvent): readonly Delivery[] {
  switch (event.type) {
    case 'typing.started':
    case 'typing.stopped':
      return presentTyping(rooms, event.conversationId, event.user, event.type === 'typing.started');
    case 'member.joined':
      return presentJoined(rooms, event.conversation.id, event.user);
    case 'member.left':
      return presentLeft(rooms, event.conversation.id, event.user);
    default:
      return [];
  }
}

function presentTyping(rooms: Rooms, roomId: string, user: User, isTyping: boolean): readonly Delivery[] {
  const room = rooms.presence.findRoom(roomId);
  if (room === undefined) return [];
  const payload = { is_typing: isTyping, isTyping, ...presentPerson(room, user) };
  const only = isIn(rooms, roomId);
  // COMPAT(rooms): other clients listen to two events instead of one with a flag.
  return [
    { frame: new DialectFrame('user_typing', payload), only },
    { frame: new DialectFrame(isTyping ? 'typing' : 'stop_typing', payload), only },
  ];
}

/** Somebody became a member by another way than this dialect’s `join_room`. */
function presentJoined(rooms: Rooms, roomId: string, user: User): readonly Delivery[] {
  const room = rooms.presence.findRoom(roomId);
  if (room === undefined || rooms.entering.has(enteringKey(roomId, user.id))) return [];
  if (!rooms.announced.isNews('joined', roomId, user.id)) return [];
  const onlineCount = rooms.presence.count(roomId);
  const payload = { onlineCount, online_count: onlineCount, ...presentPerson(room, user) };
  return [{ frame: new DialectFrame('user_joined', payload), only: isIn(rooms, roomId) }];
}

/** Somebody’s membership ended: their sockets are in the room no longer, and are told so. */
function leave(rooms: Rooms, roomId: string, user: User): void {
  const room = rooms.presence.findRoom(roomId);
  if (room === undefined) return;
  const person = presentPerson(room, user);
  for (const { connection } of rooms.presence.placesOfUser(roomId, user.id)) {
    rooms.presence.leave(connection, roomId);
    rooms.host.tell(connection, 'left_room', {
      ...person,
      message: `You are no longer in ${room.name ?? roomKey(room)}`,
    });
  }
}

function presentLeft(rooms: Rooms, roomId: string, user: User): readonly Delivery[] {
  const room = rooms.presence.findRoom(roomId);
  if (room === undefined || !rooms.announced.isNews('left', roomId, user.id)) return [];
  const onlineCount = rooms.presence.count(roomId);
  const payload = { onlineCount, online_count: onlineCount, ...presentPerson(room, user) };
  return [{ frame: new DialectFrame('user_left', payload), only: isIn(rooms, roomId) }];
}

function isIn(rooms: Rooms, roomId: string): (connection: Connection) => boolean {
  return (connection) => rooms.presence.find(connection, roomId) !== undefined;
}
