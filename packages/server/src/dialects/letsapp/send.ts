import Type, { type Static } from 'typebox';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import type { Content } from '../../core/messages/message.ts';
import { type Sent, sendMessage } from '../../core/messages/send-message.ts';
import type { KnownConversations } from '../known-conversations.ts';
import type { ClientIds } from './client-ids.ts';
import { id, optional } from './fields.ts';
import type { RepeatGuard } from './repeat-guard.ts';
import { requireGroup } from './require-group.ts';

/** What a message may consist of, wherever it goes. */
export const messageBody = {
  content: optional(Type.String({ maxLength: 100_000 })),
  message_type: optional(Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z_-]+$' })),
  attachment: optional(Type.Union([Type.String({ maxLength: 2048 }), Type.Object({}, { maxProperties: 20 })])),
  client_id: optional(id),
};

export const messageAliases = {
  message: 'content',
  text: 'content',
  type: 'message_type',
  file_id: 'attachment',
  recipient_id: 'recipient',
  receiver: 'recipient',
  receiver_id: 'recipient',
  to: 'recipient',
  temp_id: 'client_id',
  client_message_id: 'client_id',
};

export type MessageBody = Static<ReturnType<typeof bodySchema>>;
const bodySchema = () => Type.Object(messageBody);

const ATTACHMENT_LENGTH = 4096;
/** The names that the original gave to kinds of files. */
const kinds: Record<string, 'image' | 'audio' | 'video' | 'file'> = {
  image: 'image',
  audio: 'audio',
  voice: 'audio',
  video: 'video',
  file: 'file',
  document: 'file',
};

/** What sending takes. */
export interface Sending {
  core: CoreContext;
  guard: RepeatGuard;
  clientIds: ClientIds;
  known: KnownConversations;
}

export interface Outgoing extends Sending {
  actor: Actor;
  /** Of the socket that sends, which is not told its own message; null on REST. */
  connectionId: string | null;
  /** Called once the core has the message. */
  handOver?: () => void;
}

/** Sends to a person, opening the direct conversation where there is none. */
export async function sendToPerson(outgoing: Outgoing, recipient: string, body: MessageBody): Promise<Sent> {
  const content = await toContent(outgoing.core, body);
  const conversationId = await outgoing.known.openDirect(outgoing.actor, recipient);
  return send(outgoing, conversationId, content, body);
}

/** Sends to a group; core refuses who is no member. */
export async function sendToGroup(outgoing: Outgoing, groupId: string, body: MessageBody): Promise<Sent> {
  const { core, actor, known } = outgoing;
  if (!known.isGroup(groupId)) {
    await requireGroup(core, actor, groupId);
    known.noteGroup(groupId);
  }
  return send(outgoing, groupId, await toContent(outgoing.core, body), body);
}

/**
 * Clients have no message id of their own, so the same words by the same person to the same conversation within two
 * seconds are a repetition. COMPAT(letsapp): one that does send a `client_id` is taken at its word instead.
 */
async function send(outgoing: Outgoing, conversationId: string, content: Content, body: MessageBody): Promise<Sent> {
  const { core, actor, connectionId, guard, clientIds, handOver } = outgoing;
  const own = toOwnWords(body);
  const annotations = own === undefined ? {} : { letsapp: own };
  const parts = [
    actor.userId,
    conversationId,
    content.type === 'text' && own === undefined ? content.text : JSON.stringify([content, own]),
  ];
  const clientId = body.client_id ?? guard.clientIdOf(parts, () => clientIds.next(connectionId ?? 'rest'));
  try {
    const sending = sendMessage(core, actor, { conversationId, clientId, content, annotations });
    handOver?.();
    return await sending;
  } catch (fault) {
    guard.forget(parts, clientId);
    throw fault;
  }
}

async function toContent(core: CoreContext, body: MessageBody): Promise<Content> {
  const text = body.content ?? '';
  if (body.attachment === undefined) {
    if (text.trim() === '') throw new CoreError('invalid_input', 'The message needs “content” or an “attachment”.');
    return { type: 'text', text };
  }
  const mediaId = findMediaId(body.attachment);
  if (mediaId === undefined) {
    throw new CoreError(
      'invalid_input',
      'The “attachment” must be the file_id of an uploaded file, or an object with it.',
    );
  }
  const media = await core.store.media.find(mediaId);
  const wanted = kinds[body.message_type?.toLowerCase() ?? ''];
  const kind = media?.kind ?? 'file';
  const type = wanted === 'file' ? 'file' : kind;
  return text.trim() === '' ? { type, mediaId } : { type, mediaId, text };
}

/** COMPAT(letsapp): clients attach a file’s id, its address, or an object that holds one of them. */
function findMediaId(attachment: string | object): string | undefined {
  if (typeof attachment !== 'string') {
    const { file_id, fileId, id: plain, url } = attachment as Record<string, unknown>;
    const found = [file_id, fileId, plain, url].find((one) => typeof one === 'string');
    return found === undefined ? undefined : findMediaId(found as string);
  }
  const inAddress = /\/(?:api|v1)\/media\/([A-Za-z0-9_-]{8,64})(?:[?#].*)?$/.exec(attachment)?.[1];
  return inAddress ?? (/^[A-Za-z0-9_-]{8,64}$/.test(attachment) ? attachment : undefined);
}

/** What the receiving client is to read back as it was sent: both ends were written by the same people. */
function toOwnWords({ message_type: type, attachment }: MessageBody): Record<string, unknown> | undefined {
  if (attachment !== undefined && JSON.stringify(attachment).length > ATTACHMENT_LENGTH) {
    throw new CoreError('payload_too_large', `The “attachment” may have ${ATTACHMENT_LENGTH} characters at most.`);
  }
  const own = {
    ...(type === undefined || type === 'text' ? {} : { message_type: type }),
    ...(attachment === undefined ? {} : { attachment }),
  };
  return Object.keys(own).length === 0 ? undefined : own;
}
