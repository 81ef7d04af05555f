import type { Actor } from '../../core/actor.ts';
import { requireMember } from '../../core/conversations/access.ts';
import { CoreError } from '../../core/errors.ts';
import { setTyping } from '../../core/typing/typing.ts';
import type { DialectHost, RootConnection, SocketClaim, SocketRequest } from '../dialect.ts';
import { readAll, type Sending, send } from './actions.ts';
import { conversationForm, hasText, parseConversation, parseSend, sendForm, withMessage } from './forms.ts';
import { listOnline } from './people.ts';

type Handler = (host: DialectHost, actor: Actor, request: SocketRequest) => Promise<unknown>;

export function mountSocket(host: DialectHost, sending: Sending): void {
  const on = (event: string, handler: Handler, parts: Partial<SocketClaim> = {}) =>
    host.on(event, {
      dialect: 'direct',
      handler: async (request) => handler(host, requireActor(request.connection), request),
      ...parts,
    });
  const inConversation: Partial<SocketClaim> = {
    form: conversationForm,
    accepts: (payload) => hasText(payload, 'conversation_id'),
    cost: 'light',
  };
  on('send_message', (_host, actor, request) => sendBySocket(sending, actor, request), {
    form: sendForm,
    accepts: (payload) => hasText(payload, 'to_email'),
    overlaps: true,
  });
  on('join_conversation', join, inConversation);
  on('leave_conversation', leave, inConversation);
  on('mark_as_read', markAsRead, { ...inConversation, cost: 'write' });
  on('typing_start', (_host, actor, request) => type(host, actor, request, true), inConversation);
  on('typing_stop', (_host, actor, request) => type(host, actor, request, false), inConversation);
  on('get_online_users', tellOnline, { cost: 'light' });
}

/** A socket speaks as the account whose token it connected with, and as nobody else. */
function requireActor({ actor }: RootConnection): Actor {
  if (actor !== null) return actor;
  throw new CoreError('unauthenticated', 'Connect with auth: { token } from POST /api/auth/login first.');
}

async function sendBySocket(sending: Sending, actor: Actor, { payload, handOver }: SocketRequest): Promise<unknown> {
  const message = await send(sending, actor, parseSend(withMessage(payload)), handOver);
  return { status: 'success', ...message };
}

/** Members hear their conversations whether they join or not; joining says whether one may. */
const join: Handler = async ({ core }, actor, { payload }) => {
  const { conversation_id } = parseConversation(payload);
  await requireMember(core.store, actor, conversation_id);
  return { status: 'success', conversation_id };
};

const leave: Handler = async (_host, _actor, { payload }) => {
  const { conversation_id } = parseConversation(payload);
  return { status: 'success', conversation_id };
};

const markAsRead: Handler = async (host, actor, { payload }) => {
  const read = await readAll(host, actor, parseConversation(payload).conversation_id);
  return { status: 'success', ...read };
};

async function type(host: DialectHost, actor: Actor, { payload }: SocketRequest, typing: boolean): Promise<unknown> {
  await setTyping(host.core, actor, parseConversation(payload).conversation_id, typing);
  return { status: 'success' };
}

const tellOnline: Handler = async (host, actor, { connection }) => {
  const users = await listOnline(host, actor);
  host.tell(connection, 'online_users', { users });
  return { status: 'success', users };
};
