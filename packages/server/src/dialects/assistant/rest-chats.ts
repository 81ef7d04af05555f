import type { Actor } from '../../core/actor.ts';
import { clearChat, deleteChat } from '../../core/assistant/clear-chat.ts';
import { requireChat, startChat } from '../../core/assistant/find-chat.ts';
import { listChats } from '../../core/assistant/list-chats.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import { listHistory } from '../../core/history/list-history.ts';
import type { DialectAnswer, DialectHost, DialectRequest, DialectRoute } from '../dialect.ts';
import { createForm, parseChatPath, parseCreate } from './forms.ts';
import { addressOfPicture } from './pictures.ts';
import { presentChat, presentMessage } from './present.ts';

/** The document pages nothing; a longer chat shows its newest messages. */
const MOST_MESSAGES = 1000;

type Handler = (core: CoreContext, actor: Actor, request: DialectRequest) => Promise<DialectAnswer>;

export function mountChats(host: DialectHost): void {
  const route = (method: DialectRoute['method'], url: string, handler: Handler, parts: Partial<DialectRoute> = {}) =>
    host.route({
      dialect: 'assistant',
      method,
      url,
      auth: 'user',
      // The host lets nobody through to these without an actor.
      handler: (request) => handler(host.core, request.actor as Actor, request),
      ...parts,
    });
  route('GET', '/api/chat/histories', list);
  route('POST', '/api/chat/create', create, { form: createForm });
  route('GET', '/api/chat/:chat_id', get);
  route('DELETE', '/api/chat/:chat_id/delete', remove);
  route('POST', '/api/chat/:chat_id/clear', clear);
  route('GET', '/api/messages/:chat_id/messages', listMessages);
}

const list: Handler = async (core, actor) => {
  const chats = await listChats(core, actor);
  return {
    body: chats.map(({ conversation, messageCount }) => ({
      ...presentChat(conversation),
      message_count: messageCount,
    })),
  };
};

const create: Handler = async (core, actor, { body, raw }) => {
  if (raw.isMultipart()) throw new CoreError('unsupported_media_type', `Send JSON: ${createForm}.`);
  const title = parseCreate(body ?? {}).title?.trim();
  const { conversation } = await startChat(core, actor, title || null);
  return { status: 201, body: { ...presentChat(conversation), messages: [] } };
};

const get: Handler = async (core, actor, { params }) => {
  const { conversation } = await requireChat(core, actor, parseChatPath(params).chat_id);
  return { body: { ...presentChat(conversation), messages: await presentHistory(core, actor, conversation.id) } };
};

const remove: Handler = async (core, actor, { params }) => {
  await deleteChat(core, actor, parseChatPath(params).chat_id);
  return { body: { message: 'Chat deleted successfully' } };
};

const clear: Handler = async (core, actor, { params }) => {
  await clearChat(core, actor, parseChatPath(params).chat_id);
  return { body: { message: 'Chat cleared successfully' } };
};

const listMessages: Handler = async (core, actor, { params }) => {
  const { conversation } = await requireChat(core, actor, parseChatPath(params).chat_id);
  return { body: await presentHistory(core, actor, conversation.id) };
};

async function presentHistory(core: CoreContext, actor: Actor, conversationId: string) {
  const { messages } = await listHistory(core, actor, conversationId, { skip: 0, limit: MOST_MESSAGES });
  return Promise.all(messages.map(async (one) => presentMessage(one, await addressOfPicture(core, actor, one))));
}
