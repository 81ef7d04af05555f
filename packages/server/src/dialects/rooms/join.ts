import type { Actor } from '../../core/actor.ts';
import type { Conversation } from '../../core/conversations/conversation.ts';
import { joinRoom } from '../../core/conversations/membership.ts';
import { CoreError } from '../../core/errors.ts';
import type { SocketRequest } from '../dialect.ts';
import { parseJoin, parseRoom } from './forms.ts';
import { requireIdentity } from './identity.ts';
import type { Place, Presence } from './presence.ts';
import { presentPerson, presentRoom, roomKey } from './present.ts';
import { enteringKey, type Rooms, readHistory, requireRoom, toLanguage } from './rooms.ts';

const HISTORY = 50;
const MOST_ROOMS = 50;
const DEFAULT_LANGUAGE = 'en';

/** `join_room`: becomes a member, hears the room from now on, and gets what was said before. */
export async function handleJoin(rooms: Rooms, { connection, payload }: SocketRequest): Promise<unknown> {
  const { host, presence } = rooms;
  const input = parseJoin(payload);
  const key = input.room_id ?? input.room ?? input.room_name;
  if (key === undefined) throw new CoreError('invalid_input', 'Say which room to join: { "room_id" }.');
  const language = toLanguage(input.preferred_language, input.language);
  const room = await requireRoom(rooms, key);
  const userId = input.user_id === undefined ? undefined : String(input.user_id);
  const claim = { userId, userName: input.username, token: input.token, language };
  const { actor, user } = await requireIdentity(host, connection, claim);
  if (presence.placesOf(connection).length >= MOST_ROOMS && presence.find(connection, room.id) === undefined) {
    throw new CoreError('conflict', `One connection can be in ${MOST_ROOMS} rooms at most; leave one first.`);
  }
  await becomeMember(rooms, actor, room);
  const place: Place = {
    connection,
    room,
    user,
    language: language ?? user.language ?? DEFAULT_LANGUAGE,
    sinceSeq: undefined,
    waiting: [],
  };
  const isNew = presence.enter(place);
  host.hub.follow(connection, room.id);
  if (isNew) tellOthers(rooms, place, 'user_joined');
  return welcome(rooms, place);
}

/** Who comes in here is announced by this dialect itself; the core’s word of a new member would say it twice. */
async function becomeMember({ host, entering }: Rooms, actor: Actor, room: Conversation): Promise<void> {
  const key = enteringKey(room.id, actor.userId);
  entering.add(key);
  try {
    await joinRoom(host.core, actor, room.id);
  } finally {
    entering.delete(key);
  }
}

/** History first, then what was said while it was being read. */
async function welcome(rooms: Rooms, place: Place): Promise<unknown> {
  const { host, presence } = rooms;
  const { connection, room, user, language } = place;
  const { conversation, messages } = await readHistory(rooms, room.id, HISTORY, language);
  const online = presence.count(room.id);
  const answer = {
    status: 'success',
    ...presentRoom(conversation, online),
    ...presentPerson(room, user),
    preferred_language: language,
    message: `Joined ${room.name ?? roomKey(room)}`,
    messages,
    // COMPAT(rooms): some clients look for it under this name.
    history: messages,
  };
  host.tell(connection, 'joined_room', answer);
  place.sinceSeq = conversation.lastSeq;
  for (const { seq, tell } of place.waiting) if (seq > conversation.lastSeq) tell();
  place.waiting = [];
  tellCount(rooms, room);
  return answer;
}

/** `leave_room`: hears the room no longer. The membership stays, so that coming back is no new joining. */
export async function handleLeave(rooms: Rooms, { connection, payload }: SocketRequest): Promise<unknown> {
  const input = parseRoom(payload);
  const room = await requireRoom(rooms, input.room_id);
  const left = rooms.presence.leave(connection, room.id);
  if (left === undefined) throw new CoreError('conflict', `You are not in the room “${roomKey(room)}”.`);
  if (!connection.hearsAccount) rooms.host.hub.unfollow(connection, room.id);
  const answer = {
    status: 'success',
    ...presentPerson(room, left.place.user),
    message: `Left ${room.name ?? roomKey(room)}`,
  };
  rooms.host.tell(connection, 'left_room', answer);
  if (left.wasLast) tellLeft(rooms, left.place);
  return answer;
}

/** Somebody’s last socket has left a room. */
export function tellLeft(rooms: Rooms, place: Place): void {
  tellOthers(rooms, place, 'user_left');
  tellCount(rooms, place.room);
}

/** Somebody came into a room, or left it, on another node: this node’s sockets in it are told. */
export function tellElsewhere(rooms: Rooms, { roomId, userId }: Presence, present: boolean): void {
  const { host, presence, announced } = rooms;
  const room = presence.findRoom(roomId);
  if (room === undefined) return;
  const tell = async (): Promise<void> => {
    const user = await host.core.store.users.find(userId);
    if (user !== undefined && announced.isNews(present ? 'joined' : 'left', roomId, userId))
      tellOthers(rooms, { room, user }, present ? 'user_joined' : 'user_left');
    tellCount(rooms, room);
  };
  tell().catch((fault: unknown) => host.core.log.warn({ err: fault }, 'a room could not be told who is in it'));
}

function tellOthers(
  { host, presence }: Rooms,
  { room, user }: Pick<Place, 'room' | 'user'>,
  event: 'user_joined' | 'user_left',
): void {
  const onlineCount = presence.count(room.id);
  const payload = {
    ...presentPerson(room, user),
    onlineCount,
    online_count: onlineCount,
    message: `${user.userName ?? user.displayName} ${event === 'user_joined' ? 'joined' : 'left'} the room`,
    timestamp: new Date(host.core.clock.now()).toISOString(),
  };
  host.tellConversation('rooms', room.id, event, payload, (connection) => {
    return connection.actor?.userId !== user.id && presence.find(connection, room.id) !== undefined;
  });
}

/** COMPAT(rooms): clients show how many are in the room. */
function tellCount({ host, presence }: Rooms, room: Conversation): void {
  const payload = { room_id: roomKey(room), count: presence.count(room.id) };
  host.tellConversation('rooms', room.id, 'online_users', payload, (connection) => {
    return presence.find(connection, room.id) !== undefined;
  });
}
