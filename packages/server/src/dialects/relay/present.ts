import { CoreError } from '../../core/errors.ts';
import { openMedia } from '../../core/media/open-media.ts';
import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';
import type { Relay } from './relay.ts';

/** `content` is the text, or base64. */
export function presentMessage(message: Message, sender: User | undefined, content: string) {
  const type = typeOf(message);
  const { format } = message.annotations;
  return {
    id: message.id,
    message_id: message.id,
    type,
    content,
    // COMPAT(relay): clients read either.
    ...(type === 'text' ? { text: content } : {}),
    sender: senderOf(message, sender),
    format: typeof format === 'string' ? format : null,
    timestamp: new Date(message.createdAt).toISOString(),
  };
}

function typeOf({ content }: Message): 'text' | 'image' | 'audio' {
  return content?.type === 'image' || content?.type === 'audio' ? content.type : 'text';
}

function senderOf(message: Message, sender: User | undefined): string {
  const label = message.annotations['senderLabel'];
  return typeof label === 'string' ? label : (sender?.userName ?? sender?.displayName ?? 'anonymous');
}

/** What can be said about a message without reading a file: the text, or the name of a kind these clients cannot show. */
export function plainContent({ content }: Message): string | undefined {
  if (content === null) return '';
  if (content.type === 'text' || content.type === 'system') return content.text;
  if (content.type === 'image' || content.type === 'audio') return undefined;
  return content.text || `[${content.type}${content.fileName === undefined ? '' : `: ${content.fileName}`}]`;
}

/** The content of any message; an image or a recording is read from where it lies, and empty where it is no more. */
export async function readContent({ host, lobby }: Relay, message: Message): Promise<string> {
  const plain = plainContent(message);
  if (plain !== undefined) return plain;
  const mediaId = message.content !== null && 'mediaId' in message.content ? message.content.mediaId : '';
  try {
    const { content } = await openMedia(host.core, lobby.guest, mediaId);
    const parts: Uint8Array[] = [];
    for await (const part of content ?? []) parts.push(part);
    return Buffer.concat(parts).toString('base64');
  } catch (fault) {
    if (fault instanceof CoreError) return '';
    throw fault;
  }
}
