import type { Actor } from '../../core/actor.ts';
import { answerOnce } from '../../core/assistant/answer-once.ts';
import { askAssistant } from '../../core/assistant/ask-assistant.ts';
import { requireChat } from '../../core/assistant/find-chat.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError, notFound } from '../../core/errors.ts';
import { deleteMessage } from '../../core/messages/delete-message.ts';
import { getMessage } from '../../core/messages/read-messages.ts';
import type { DialectAnswer, DialectHost, DialectRequest } from '../dialect.ts';
import { askForm, parseAsk, parseChatPath, parseMessagePath, parseSend, sendForm } from './forms.ts';
import { addressOfPicture, keepPicture, parsePicture, readPictureUpload, toImage } from './pictures.ts';
import { IMAGE_URL, presentMessage } from './present.ts';

export function mountMessages(host: DialectHost): void {
  const { core, settings } = host;
  // A picture travels as base64 inside the JSON.
  const bodyLimit = Math.ceil(settings.uploadBytes * 1.4) + 64 * 1024;
  const dialect = 'assistant';
  host.route({
    dialect,
    method: 'POST',
    url: '/api/messages/:chat_id/send',
    auth: 'user',
    form: sendForm,
    bodyLimit,
    handler: (request) => send(core, request.actor as Actor, request),
  });
  host.route({
    dialect,
    method: 'DELETE',
    url: '/api/messages/:message_id',
    auth: 'user',
    accepts: ({ params }) => isOfChat(core, params['message_id'] ?? ''),
    handler: (request) => remove(core, request.actor as Actor, request),
  });
  // COMPAT(assistant): one question and one answer, without a chat.
  host.route({
    dialect,
    method: 'POST',
    url: '/api/chat',
    auth: 'optional',
    form: askForm,
    handler: (request) => ask(core, request),
  });
  host.route({
    dialect,
    method: 'POST',
    url: '/api/chat/image',
    auth: 'optional',
    form: '{ "image", "message"? } or multipart/form-data',
    bodyLimit,
    handler: (request) => askAboutPicture(core, request),
  });
}

async function send(core: CoreContext, actor: Actor, { params, body }: DialectRequest): Promise<DialectAnswer> {
  const conversationId = parseChatPath(params).chat_id;
  // Before a picture is kept for somebody else’s chat.
  await requireChat(core, actor, conversationId);
  const input = parseSend(body);
  const picture = parsePicture(input.image_url ?? input.image);
  const isElsewhere = picture !== undefined && 'url' in picture;
  const text =
    (input.text ?? input.message ?? '').trim() === '' && isElsewhere
      ? picture.url
      : (input.text ?? input.message ?? '');
  const { question, answer } = await askAssistant(core, actor, {
    conversationId,
    text,
    imageMediaId: picture !== undefined && 'bytes' in picture ? await keepPicture(core, actor, picture.bytes) : null,
    annotations: isElsewhere ? { [IMAGE_URL]: picture.url } : {},
  });
  const reply = presentMessage(answer, null);
  return {
    body: {
      user_message: presentMessage(question, await addressOfPicture(core, actor, question)),
      ai_response: reply,
      // COMPAT(assistant): clients read this name, too.
      ai_message: reply,
    },
  };
}

/** Another dialect has messages under the same path; what belongs to nobody’s other conversation is answered here. */
async function isOfChat(core: CoreContext, messageId: string): Promise<boolean> {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(messageId)) return true;
  const message = await core.store.messages.find(messageId);
  if (message === undefined) return true;
  return (await core.store.conversations.find(message.conversationId))?.kind === 'assistant';
}

async function remove(core: CoreContext, actor: Actor, { params }: DialectRequest): Promise<DialectAnswer> {
  const id = parseMessagePath(params).message_id;
  const message = await getMessage(core, actor, id);
  await requireChat(core, actor, message.conversationId);
  if (message.deletedAt !== null) throw notFound('message', id);
  await deleteMessage(core, actor, id);
  return { body: { success: true, message: 'Message deleted successfully' } };
}

async function ask(core: CoreContext, { actor, body }: DialectRequest): Promise<DialectAnswer> {
  requireAsker(core, actor);
  const input = parseAsk(body);
  return presentReply(await answerOnce(core, actor, { text: input.message ?? input.text ?? input.prompt ?? '' }));
}

async function askAboutPicture(core: CoreContext, request: DialectRequest): Promise<DialectAnswer> {
  const { actor, body, raw } = request;
  requireAsker(core, actor);
  if (raw.isMultipart()) {
    const { bytes, fields } = await readPictureUpload(core, request);
    const text = fields['message'] ?? fields['text'] ?? fields['prompt'] ?? '';
    return presentReply(await answerOnce(core, actor, { text, image: await toImage(core, bytes) }));
  }
  const input = parseAsk(body);
  const picture = parsePicture(input.image ?? input.image_url);
  if (picture === undefined)
    throw new CoreError('invalid_input', 'There is no picture; send it as “image”, in base64.');
  const text = input.message ?? input.text ?? input.prompt ?? '';
  // A picture that lies elsewhere is not fetched: whoever names an address must not make this server call it.
  if ('url' in picture) return presentReply(await answerOnce(core, actor, { text: `${text} ${picture.url}`.trim() }));
  return presentReply(await answerOnce(core, actor, { text, image: await toImage(core, picture.bytes) }));
}

/** Without an account only while the other doors without a password are open. */
function requireAsker(core: CoreContext, actor: Actor | null): void {
  if (actor !== null || core.settings.passwordless) return;
  throw new CoreError(
    'unauthenticated',
    'This needs a token (Authorization: Bearer <token>); PASSWORDLESS=on opens it to everybody.',
  );
}

function presentReply(reply: string): DialectAnswer {
  return { body: { reply, response: reply, success: true } };
}
