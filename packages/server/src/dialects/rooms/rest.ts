import type { Actor } from '../../core/actor.ts';
import { ensureRoom } from '../../core/conversations/ensure-room.ts';
import { findRoom } from '../../core/conversations/find-room.ts';
import { listRooms } from '../../core/conversations/list-conversations.ts';
import { startConversation } from '../../core/conversations/start-conversation.ts';
import { CoreError } from '../../core/errors.ts';
import { enterByUserName } from '../../core/sessions/enter-without-password.ts';
import { translateText } from '../../core/translation/translate-text.ts';
import type { DialectAnswer, DialectRequest, DialectRoute } from '../dialect.ts';
import { presentRefusal } from './errors.ts';
import { loginForm, newRoomForm, parseLogin, parseNewRoom, parseTranslate, translateForm } from './forms.ts';
import { nameOf, presentRoom } from './present.ts';
import { type Rooms, readHistory, requireRoom, toLanguage } from './rooms.ts';
import { toSlug } from './to-slug.ts';

const DEFAULT_LIMIT = 50;
const MOST = 200;
const ROOM_NAME = 80;
const DEFAULT_LANGUAGE = 'en';

/** Mounts this dialect’s routes. `/health` is the server’s own. */
export function mountRest(rooms: Rooms): void {
  const route = (
    method: DialectRoute['method'],
    url: string,
    handler: (rooms: Rooms, request: DialectRequest) => Promise<DialectAnswer>,
    parts: Partial<DialectRoute> = {},
  ): void => {
    const handle = (request: DialectRequest) => handler(rooms, request);
    rooms.host.route({ dialect: 'rooms', method, url, auth: 'optional', handler: handle, presentRefusal, ...parts });
  };
  route('POST', '/api/auth/login', logIn, {
    auth: 'none',
    form: loginForm,
    accepts: ({ body }) => isBareName(body),
    door: ({ body }) => nameIn(body),
  });
  route('GET', '/api/messages/:room_id', listMessages, {
    form: 'a room’s id or name',
    // Who brings no token can only mean a room: other dialects read messages of accounts here.
    accepts: async ({ params, actor }) => actor === null || (await isRoom(rooms, params['room_id'] ?? '')),
  });
  route('GET', '/api/rooms', list);
  route('POST', '/api/rooms', create, { form: newRoomForm });
  route('POST', '/api/translate', translate, { form: translateForm, cost: 'heavy' });
}

/** A body with a password is a password login, and never falls through to this door. */
function isBareName(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'username' in body && !('password' in body) && !('email' in body);
}

function nameIn(body: unknown): string | null {
  const name = (body as { username?: unknown } | undefined)?.username;
  return typeof name === 'string' ? name : null;
}

async function isRoom({ host }: Rooms, key: string): Promise<boolean> {
  return (await findRoom(host.core, key)) !== undefined;
}

async function logIn({ host }: Rooms, { body }: DialectRequest): Promise<DialectAnswer> {
  const input = parseLogin(body);
  const { user, accessToken } = await enterByUserName(host.core, {
    userName: input.username,
    language: toLanguage(input.preferred_language, input.language),
    device: 'rooms',
    accessTokenLifetime: host.settings.accessTokenLifetime,
  });
  return {
    body: {
      user_id: user.id,
      // COMPAT(rooms)
      userId: user.id,
      username: nameOf(user),
      token: accessToken,
      preferred_language: user.language ?? DEFAULT_LANGUAGE,
    },
  };
}

/** Public rooms are read without a login wherever anybody could log in by a bare name anyway. */
function requireReader({ host }: Rooms, actor: Actor | null): void {
  if (actor !== null || host.core.settings.passwordless) return;
  throw new CoreError(
    'unauthenticated',
    'This needs a token (Authorization: Bearer <token>); PASSWORDLESS=on opens it to everybody.',
  );
}

async function listMessages(rooms: Rooms, { params, query, actor }: DialectRequest): Promise<DialectAnswer> {
  requireReader(rooms, actor);
  const limit = parseLimit(query['limit']);
  const { language } = query;
  if (language !== undefined && typeof language !== 'string') {
    throw new CoreError('invalid_input', '“language” must be one language tag.');
  }
  const room = await requireRoom(rooms, params['room_id'] ?? '');
  const { messages } = await readHistory(rooms, room.id, limit, toLanguage(language));
  return { body: { messages, count: messages.length } };
}

function parseLimit(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (limit >= 1) return Math.min(limit, MOST);
  throw new CoreError('invalid_input', `“limit” must be a whole number from 1 to ${MOST}.`);
}

async function list(rooms: Rooms, { actor }: DialectRequest): Promise<DialectAnswer> {
  requireReader(rooms, actor);
  const { rooms: found } = await listRooms(rooms.host.core, null, null, MOST);
  return { body: { rooms: found.map((room) => presentRoom(room, rooms.presence.count(room.id))) } };
}

/** A room of that name that is there already is the answer: two clients that want one room get one. */
async function create(rooms: Rooms, { body, actor }: DialectRequest): Promise<DialectAnswer> {
  requireReader(rooms, actor);
  const { core } = rooms.host;
  const input = parseNewRoom(body);
  const name = (input.room_name ?? input.name ?? '').normalize('NFC').trim();
  if (name === '' || [...name].length > ROOM_NAME || /[\p{Cc}\p{Surrogate}]/u.test(name)) {
    throw new CoreError('invalid_input', `“room_name” must be 1 to ${ROOM_NAME} characters on one line.`);
  }
  const known = await findRoom(core, name);
  if (known !== undefined) return { body: { room: presentRoom(known, rooms.presence.count(known.id)) } };
  const wanted = toSlug(name);
  const isFree = wanted !== null && (await core.store.conversations.findBySlug(wanted)) === undefined;
  const slug = isFree ? wanted : `room-${core.ids.hash(core.ids.next()).slice(0, 10)}`;
  const room =
    actor === null
      ? await ensureRoom(core, { slug, name })
      : (await startConversation(core, actor, { kind: 'room', userIds: [], name, slug })).conversation;
  return { status: 201, body: { room: presentRoom(room, 0) } };
}

async function translate(rooms: Rooms, { body, actor }: DialectRequest): Promise<DialectAnswer> {
  requireReader(rooms, actor);
  const { core } = rooms.host;
  const input = parseTranslate(body);
  if ([...input.text].length > core.settings.textLength) {
    throw new CoreError('invalid_input', `“text” may have ${core.settings.textLength} characters at most.`);
  }
  const target = toLanguage(input.target_language) ?? DEFAULT_LANGUAGE;
  // COMPAT(rooms): `auto` asks to find out.
  const source = input.source_language === 'auto' ? null : toLanguage(input.source_language);
  const result = await translateText(core, { text: input.text, target, source });
  return {
    body: {
      original_text: input.text,
      translated_text: result.text,
      source_language: result.source,
      target_language: target,
      translated: result.translated,
      engine: result.engine,
    },
  };
}
