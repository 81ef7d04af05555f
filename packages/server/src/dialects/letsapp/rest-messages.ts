import Type from 'typebox';
import type { Actor } from '../../core/actor.ts';
import { CoreError, notFound } from '../../core/errors.ts';
import { deleteMessage } from '../../core/messages/delete-message.ts';
import { editMessage } from '../../core/messages/edit-message.ts';
import { getMessage } from '../../core/messages/read-messages.ts';
import type { Sent } from '../../core/messages/send-message.ts';
import type { DialectAnswer, DialectHost, DialectRequest } from '../dialect.ts';
import { fieldParser, id, text, toPage } from './fields.ts';
import { listAllDirect, listDirect } from './message-lists.ts';
import { type OwnRequest, ownRoute, param, succeed } from './mount.ts';
import { noMarks, presentDirect, presentGroupMessage } from './present.ts';
import { type MessageBody, messageAliases, messageBody, type Sending, sendToPerson } from './send.ts';

const FORM = '{ "recipient", "content", "message_type"?, "attachment"? }';

const parseSend = fieldParser(Type.Object({ recipient: id, ...messageBody }), FORM, { aliases: messageAliases });
const parseBody = fieldParser(Type.Object(messageBody), '{ "content", "message_type"?, "attachment"? }', {
  aliases: messageAliases,
});
const parseEdit = fieldParser(Type.Object({ content: text(100_000) }), '{ "content" }', { aliases: messageAliases });

export function mountMessages(host: DialectHost, sending: Sending): void {
  ownRoute(host, { method: 'GET', url: '/api/messages' }, (request) => list(host, request));
  ownRoute(host, { method: 'POST', url: '/api/messages', form: FORM }, ({ actor, body }) => {
    const { recipient, ...rest } = parseSend(body);
    return send(sending, actor, recipient, rest);
  });
  // COMPAT(letsapp): the other person stands in the path. `rooms` has the same GET for its rooms.
  const accepts = (request: DialectRequest) => namesPerson(host, request);
  ownRoute(
    host,
    { method: 'GET', url: '/api/messages/:user_id', accepts, form: 'GET /api/messages/<user id>' },
    (request) => withPerson(host, request, param(request, 'user_id')),
  );
  ownRoute(host, { method: 'POST', url: '/api/messages/:user_id' }, (request) =>
    send(sending, request.actor, param(request, 'user_id'), parseBody(request.body)),
  );
  ownRoute(host, { method: 'PUT', url: '/api/messages/:message_id' }, (request) => edit(host, request));
  // The assistant’s clients delete by the same address, and read the same answer.
  ownRoute(
    host,
    { method: 'DELETE', url: '/api/messages/:message_id', accepts: (request) => isOurs(host, request) },
    async (request) => {
      const messageId = param(request, 'message_id');
      await deleteMessage(host.core, request.actor, messageId);
      return succeed({ message: 'Message deleted', message_id: messageId });
    },
  );
}

async function list(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const other = request.query.with ?? request.query.user_id ?? request.query.recipient;
  if (other === undefined || other === '') {
    const found = await listAllDirect(host.core, request.actor, toPage(request.query));
    return succeed({ messages: found.messages, data: found.messages, pagination: found.pagination });
  }
  if (typeof other !== 'string') throw new CoreError('invalid_input', '“with” must be one user id.');
  return withPerson(host, request, other);
}

async function withPerson(host: DialectHost, request: OwnRequest, userId: string): Promise<DialectAnswer> {
  const found = await listDirect(host.core, request.actor, userId, toPage(request.query));
  return succeed({ messages: found.messages, data: found.messages, pagination: found.pagination });
}

async function send(sending: Sending, actor: Actor, recipient: string, body: MessageBody): Promise<DialectAnswer> {
  const sent = await sendToPerson({ actor, connectionId: null, ...sending }, recipient, body);
  return succeed({ message: 'Message sent', data: presentSent(sent) }, 201);
}

/** A message as its sender reads it right after sending. */
export function presentSent({ message, conversation, sender }: Sent) {
  return conversation.kind === 'direct'
    ? presentDirect(message, conversation, sender, noMarks)
    : presentGroupMessage(message, sender, []);
}

async function edit(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  const { core } = host;
  const { content: words } = parseEdit(request.body);
  const message = await getMessage(core, request.actor, param(request, 'message_id'));
  const { content } = message;
  if (content === null) throw notFound('message', message.id);
  if (content.type === 'system') throw new CoreError('forbidden', 'Only its author may edit a message.');
  const edited = await editMessage(core, request.actor, {
    messageId: message.id,
    content: { ...content, text: words },
  });
  const conversation = await core.store.conversations.find(edited.conversationId);
  const sender = await core.store.users.find(edited.senderId);
  const data =
    conversation?.kind === 'direct'
      ? presentDirect(edited, conversation, sender, noMarks)
      : presentGroupMessage(edited, sender, []);
  return succeed({ message: 'Message updated', data });
}

async function namesPerson({ core }: DialectHost, request: DialectRequest): Promise<boolean> {
  return request.actor !== null && (await core.store.users.find(param(request, 'user_id'))) !== undefined;
}

/** Everything but what was said in a chat with the assistant. */
async function isOurs({ core }: DialectHost, request: DialectRequest): Promise<boolean> {
  const message = await core.store.messages.find(param(request, 'message_id'));
  const conversation = message && (await core.store.conversations.find(message.conversationId));
  return conversation?.kind !== 'assistant';
}
