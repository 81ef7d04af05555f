import type { Actor } from '../../core/actor.ts';
import { directKeyOf } from '../../core/conversations/conversation.ts';
import { getConversation, listConversations, usersOf } from '../../core/conversations/list-conversations.ts';
import { startConversation } from '../../core/conversations/start-conversation.ts';
import { listHistory } from '../../core/history/list-history.ts';
import { presenceOfMany } from '../../core/presence/presence-of-many.ts';
import { enterByEmail } from '../../core/sessions/enter-without-password.ts';
import { findUsers } from '../../core/users/find-users.ts';
import { getMe } from '../../core/users/get-me.ts';
import type { DialectAnswer, DialectHost, DialectRequest, DialectRoute } from '../dialect.ts';
import { readAll, type Sending, send } from './actions.ts';
import {
  hasText,
  loginForm,
  parseConversation,
  parseLogin,
  parsePage,
  parseSearch,
  parseSend,
  parseStart,
  sendForm,
  startForm,
  textOf,
  withMessage,
} from './forms.ts';
import { findByAddress } from './people.ts';
import { presentConversation, presentMessage, presentPerson, presentUser } from './present.ts';

const MOST_FOUND = 50;
const MOST_CONVERSATIONS = 200;
const PAGE = 50;
const MOST_MESSAGES = 200;

type Handler = (host: DialectHost, request: DialectRequest & { actor: Actor }) => Promise<DialectAnswer>;

export function mountRest(host: DialectHost, sending: Sending): void {
  const route = (method: DialectRoute['method'], url: string, handler: Handler, parts: Partial<DialectRoute> = {}) =>
    host.route({
      dialect: 'direct',
      method,
      url,
      auth: 'user',
      // The host lets nobody through to these without an actor.
      handler: (request) => handler(host, request as DialectRequest & { actor: Actor }),
      ...parts,
    });
  host.route({ dialect: 'direct', method: 'GET', url: '/', auth: 'none', handler: welcome });
  host.route({
    dialect: 'direct',
    method: 'POST',
    url: '/api/auth/login',
    auth: 'none',
    form: loginForm,
    accepts: (request) => isPasswordless(fieldsOf(request)),
    door: (request) => textOf(fieldsOf(request), 'email') ?? null,
    handler: (request) => logIn(host, request),
  });
  route('GET', '/api/users/me', getOwn);
  route('GET', '/api/users/search', search, { cost: 'heavy' });
  route('GET', '/api/conversations', list);
  route('POST', '/api/conversations/start', start, { form: startForm });
  route('GET', '/api/conversations/:conversation_id/messages', listMessages);
  route('POST', '/api/conversations/:conversation_id/mark-read', markAsRead);
  route('POST', '/api/messages/send', (_host, request) => sendByRest(sending, request), { form: sendForm });
}

/** COMPAT(direct): clients send JSON, a form, or put the fields into the query. What the body says wins. */
function fieldsOf({ body, query }: DialectRequest): unknown {
  if (body === undefined) return query;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { ...query, ...body };
}

/** A body with a password is a password login, and never falls through to this door. */
function isPasswordless(fields: unknown): boolean {
  const isOther = typeof fields === 'object' && fields !== null && ('password' in fields || 'username' in fields);
  return !isOther && hasText(fields, 'email') && hasText(fields, 'name');
}

async function welcome(): Promise<DialectAnswer> {
  return { body: { message: 'Chat server is running', status: 'running', docs: '/docs', health: '/health' } };
}

async function logIn(host: DialectHost, request: DialectRequest): Promise<DialectAnswer> {
  const input = parseLogin(fieldsOf(request));
  const { user, accessToken } = await enterByEmail(host.core, {
    email: input.email,
    displayName: input.name,
    // COMPAT(direct): an empty text is how some clients say that there is no picture.
    avatarUrl: input.profile_image || null,
    device: 'direct',
    accessTokenLifetime: host.settings.accessTokenLifetime,
  });
  return { body: { access_token: accessToken, token_type: 'bearer', user: presentUser(user) } };
}

const getOwn: Handler = async ({ core }, { actor }) => {
  const me = await getMe(core, actor);
  return { body: presentPerson(me, { online: core.presence.isOnline(me.id), lastSeenAt: me.lastSeenAt }) };
};

const search: Handler = async ({ core }, { actor, query }) => {
  const { query: text, q } = parseSearch(query);
  const users = await findUsers(core, actor, { query: text ?? q ?? '', limit: MOST_FOUND });
  const presences = await presenceOfMany(core, actor, { userIds: users.map((user) => user.id) });
  const byId = new Map(presences.map((presence) => [presence.userId, presence]));
  return { body: users.map((user) => presentPerson(user, byId.get(user.id))) };
};

const list: Handler = async ({ core }, { actor }) => {
  const { summaries, users } = await listConversations(core, actor, null, MOST_CONVERSATIONS);
  return { body: summaries.map((summary) => presentConversation(summary, users, actor.userId)) };
};

const start: Handler = async ({ core }, request) => {
  const { actor } = request;
  const other = await findByAddress(core, parseStart(fieldsOf(request)).to_email);
  const known = await core.store.conversations.findByDirectKey(directKeyOf(actor.userId, other.id));
  const { conversation } = await startConversation(core, actor, { kind: 'direct', userIds: [other.id] });
  const summary = await getConversation(core, actor, conversation.id);
  const users = await usersOf(core.store, [summary]);
  return { status: known === undefined ? 201 : 200, body: presentConversation(summary, users, actor.userId) };
};

const listMessages: Handler = async ({ core }, { actor, params, query }) => {
  const page = parsePage(query);
  const limit = Math.min(MOST_MESSAGES, Math.max(1, Number(page.limit ?? PAGE)));
  const skip = Number(page.skip ?? 0);
  const { messages, users } = await listHistory(core, actor, parseConversation(params).conversation_id, {
    skip,
    limit,
  });
  const byId = new Map(users.map((user) => [user.id, user]));
  return { body: messages.map((message) => presentMessage(message, byId.get(message.senderId))) };
};

const markAsRead: Handler = async (host, { actor, params }) => {
  const read = await readAll(host, actor, parseConversation(params).conversation_id);
  return { body: { message: 'Conversation marked as read', ...read } };
};

async function sendByRest(sending: Sending, request: Parameters<Handler>[1]): Promise<DialectAnswer> {
  const body = await send(sending, request.actor, parseSend(withMessage(fieldsOf(request))));
  return { status: 201, body };
}
