import Type from 'typebox';
import { askAssistant } from '../../core/assistant/ask-assistant.ts';
import { clearChat } from '../../core/assistant/clear-chat.ts';
import { findLatestChat, requireChat } from '../../core/assistant/find-chat.ts';
import { LETA_ID } from '../../core/assistant/leta.ts';
import { CoreError } from '../../core/errors.ts';
import { listHistory } from '../../core/history/list-history.ts';
import type { DialectAnswer, DialectHost } from '../dialect.ts';
import { fieldParser, optional, text, toPage } from './fields.ts';
import { type OwnRequest, ownRoute, param, succeed } from './mount.ts';
import { presentAiMessage } from './present.ts';
import { requireSelf } from './rest-auth.ts';

const parseQuestion = fieldParser(
  Type.Object({ message: text(100_000), room_id: optional(text(200)), user_id: optional(text(200)) }),
  '{ "message", "room_id"?, "user_id"? }',
  { aliases: { content: 'message', text: 'message', prompt: 'message' } },
);

export function mountAi(host: DialectHost): void {
  ownRoute(host, { method: 'POST', url: '/api/chat/ai/send', cost: 'write' }, (request) => ask(host, request));
  ownRoute(host, { method: 'GET', url: '/api/chat/ai/history/:user_id' }, (request) => history(host, request));
  ownRoute(host, { method: 'DELETE', url: '/api/chat/ai/history/:user_id' }, (request) => clear(host, request));
}

async function ask(host: DialectHost, { actor, body }: OwnRequest): Promise<DialectAnswer> {
  const { message, room_id: roomId, user_id: userId } = parseQuestion(body);
  if (userId !== undefined && userId !== actor.userId) {
    throw new CoreError('forbidden', 'You may only ask the assistant for yourself.');
  }
  const conversationId = await findRoom(host, roomId);
  const answered = await askAssistant(host.core, actor, { conversationId, text: message });
  const aiMessage = presentAiMessage(answered.answer, LETA_ID);
  return succeed({
    user_message: presentAiMessage(answered.question, LETA_ID),
    ai_message: aiMessage,
    ai_response: aiMessage.content,
    room_id: answered.conversation.id,
  });
}

/** COMPAT(letsapp): clients make up a room id for their one chat; one that no conversation has means that chat. */
async function findRoom({ core }: DialectHost, roomId: string | undefined): Promise<string | undefined> {
  if (roomId === undefined) return undefined;
  return (await core.store.conversations.find(roomId)) === undefined ? undefined : roomId;
}

async function history(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  requireSelf(param(request, 'user_id'), request.actor.userId, 'read the history');
  const { core } = host;
  const { page, limit, skip } = toPage(request.query);
  const chatId = await findChat(host, request);
  if (chatId === undefined) {
    return succeed({ messages: [], pagination: { page, limit, total: 0, has_more: false } });
  }
  const { messages } = await listHistory(core, request.actor, chatId, { skip, limit });
  const total = (await core.store.history.countVisible(request.actor.userId, [chatId])).get(chatId) ?? 0;
  return succeed({
    messages: messages.map((message) => presentAiMessage(message, LETA_ID)),
    pagination: { page, limit, total, has_more: skip + messages.length < total },
    room_id: chatId,
  });
}

async function clear(host: DialectHost, request: OwnRequest): Promise<DialectAnswer> {
  requireSelf(param(request, 'user_id'), request.actor.userId, 'clear the history');
  const chatId = await findChat(host, request);
  if (chatId !== undefined) await clearChat(host.core, request.actor, chatId);
  return succeed({ message: 'Chat history cleared' });
}

/** The chat that `room_id` names, else the one used last. */
async function findChat({ core }: DialectHost, { actor, query }: OwnRequest): Promise<string | undefined> {
  const roomId = query.room_id;
  if (typeof roomId === 'string' && roomId !== '') return (await requireChat(core, actor, roomId)).conversation.id;
  return (await findLatestChat(core, actor))?.conversation.id;
}
