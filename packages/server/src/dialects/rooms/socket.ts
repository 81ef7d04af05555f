import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { sendMessage } from '../../core/messages/send-message.ts';
import { markByWords, markOf } from '../../core/moderation/mark.ts';
import { endSession } from '../../core/sessions/end-session.ts';
import { setTyping } from '../../core/typing/typing.ts';
import type { RootConnection, SocketClaim, SocketRequest } from '../dialect.ts';
import { greet } from '../greet.ts';
import { presentRefusal } from './errors.ts';
import { joinForm, parseSend, parseTyping, roomForm, sendForm, typingForm } from './forms.ts';
import { OWN_SESSION, requireSamePerson } from './identity.ts';
import { handleJoin, handleLeave, tellLeft } from './join.ts';
import type { Place } from './presence.ts';
import { roomKey, toTime } from './present.ts';
import { type Rooms, requireRoom } from './rooms.ts';

/** Mounts what this dialect’s clients say on a socket. */
export function mountSocket(rooms: Rooms): void {
  const { host } = rooms;
  const claim = (event: string, parts: Omit<SocketClaim, 'dialect' | 'presentRefusal'>): void => {
    host.on(event, { dialect: 'rooms', presentRefusal, ...parts });
  };
  claim('join_room', { form: joinForm, handler: (request) => handleJoin(rooms, request) });
  claim('leave_room', { form: roomForm, cost: 'light', handler: (request) => handleLeave(rooms, request) });
  claim('send_message', {
    form: sendForm,
    accepts: namesRoom,
    overlaps: true,
    handler: (request) => handleSend(rooms, request),
  });
  claim('user_typing', { form: typingForm, cost: 'light', handler: (request) => handleTyping(rooms, request) });
  // COMPAT(rooms): other clients say the same in two events.
  claim('typing', {
    form: roomForm,
    accepts: namesRoom,
    cost: 'light',
    handler: (request) => handleTyping(rooms, request),
  });
  claim('stop_typing', {
    form: roomForm,
    accepts: namesRoom,
    cost: 'light',
    handler: (request) => handleTyping(rooms, request, false),
  });
  host.onConnect((connection) => {
    if (connection.edge === 'rooms' || !connection.labelled) greet(host, connection);
  });
  host.onDisconnect((connection) => handleDisconnect(rooms, connection));
}

function namesRoom(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && ('room_id' in payload || 'roomId' in payload);
}

/** `send_message`: durable at once, marked but never held back; the room hears it once it is translated. */
async function handleSend(rooms: Rooms, { connection, payload, handOver }: SocketRequest): Promise<unknown> {
  const { host, limit } = rooms;
  const { toxicityThreshold } = host.settings;
  const input = parseSend(payload);
  const text = input.text ?? input.message;
  if (text === undefined) throw new CoreError('invalid_input', `There is no text; expected ${sendForm}.`);
  const { place, actor } = await requirePlace(rooms, connection, input);
  const sent = await limit.spend(actor.userId, () => {
    const sending = sendMessage(host.core, actor, {
      conversationId: place.room.id,
      // Its clients have no message ids and never send twice by themselves: the same words again are meant again.
      clientId: null,
      content: { type: 'text', text },
      annotations: markByWords(text, toxicityThreshold),
    });
    handOver();
    return sending;
  });
  const mark = markOf(sent.message, toxicityThreshold);
  return {
    status: 'success',
    message_id: sent.message.id,
    room_id: roomKey(place.room),
    timestamp: toTime(sent.message.createdAt),
    is_flagged: mark.isFlagged,
  };
}

async function handleTyping(rooms: Rooms, { connection, payload }: SocketRequest, said?: boolean): Promise<unknown> {
  const input = parseTyping(payload);
  const { place, actor } = await requirePlace(rooms, connection, input);
  await setTyping(rooms.host.core, actor, place.room.id, said ?? input.is_typing ?? true);
  return { status: 'success' };
}

/** The socket’s place in the room it names; whoever has not joined writes nothing there. */
async function requirePlace(
  rooms: Rooms,
  connection: RootConnection,
  input: { room_id: string; user_id?: string | number },
): Promise<{ place: Place; actor: Actor }> {
  const { actor } = connection;
  const place = await findPlace(rooms, connection, input.room_id);
  if (actor === null || place === undefined) {
    throw new CoreError('forbidden', `You are not in the room “${input.room_id}”; send join_room first.`);
  }
  const userId = input.user_id === undefined ? undefined : String(input.user_id);
  await requireSamePerson(rooms.host, place.user, { userId, userName: undefined });
  return { place, actor };
}

/** By id or slug, which hold for as long as the room is there, without asking the database for every message. */
async function findPlace(rooms: Rooms, connection: RootConnection, key: string): Promise<Place | undefined> {
  const places = rooms.presence.placesOf(connection);
  const known = places.find(({ room }) => room.id === key || room.slug === key);
  return known ?? rooms.presence.find(connection, (await requireRoom(rooms, key)).id);
}

async function handleDisconnect(rooms: Rooms, connection: RootConnection): Promise<void> {
  for (const { room } of rooms.presence.placesOf(connection)) {
    const left = rooms.presence.leave(connection, room.id);
    if (left?.wasLast === true) tellLeft(rooms, left.place);
  }
  const own = connection.facts.get(OWN_SESSION) as Actor | undefined;
  if (own === undefined) return;
  // The session served this socket alone, and nobody else knows its token.
  await endSession(rooms.host.core, own).catch((fault: unknown) => {
    if (!(fault instanceof CoreError)) throw fault;
  });
}
