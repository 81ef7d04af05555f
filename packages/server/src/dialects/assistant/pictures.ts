import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import { makeMediaTicket } from '../../core/media/media-ticket.ts';
import { kindOf } from '../../core/media/media-type.ts';
import { storeMedia } from '../../core/media/store-media.ts';
import type { Message } from '../../core/messages/message.ts';
import type { AiImage } from '../../core/ports/ai-provider.ts';
import { readUpload } from '../../http/read-upload.ts';
import type { DialectRequest } from '../dialect.ts';

const LONGEST_ADDRESS = 2048;

/** A picture in a message’s JSON: one that lies elsewhere, or its bytes. */
export function parsePicture(text: string | undefined): { url: string } | { bytes: Uint8Array } | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && text.length <= LONGEST_ADDRESS) return { url: text };
  return { bytes: parseBytes(text) };
}

function parseBytes(text: string): Uint8Array {
  const base64 = text.replace(/^data:[^,]{0,200};base64,/i, '').replace(/[\r\n]/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw new CoreError('invalid_input', 'The picture must be an http(s) address, a data: address or base64.', {
      field: '/image_url',
    });
  }
  return Buffer.from(base64, 'base64');
}

/** Keeps a picture for a message; what its bytes show decides whether it is one. */
export async function keepPicture(core: CoreContext, actor: Actor, bytes: Uint8Array): Promise<string> {
  await requirePicture(core, bytes);
  return (await storeMedia(core, actor, { content: bytes, purpose: 'message' })).id;
}

/** A picture that is looked at once and not kept. */
export async function toImage(core: CoreContext, bytes: Uint8Array): Promise<AiImage> {
  return { mediaType: await requirePicture(core, bytes), base64: Buffer.from(bytes).toString('base64') };
}

async function requirePicture(core: CoreContext, bytes: Uint8Array): Promise<string> {
  const type = await core.mediaSniffer.sniff(bytes.subarray(0, core.mediaSniffer.headBytes));
  if (type !== undefined && kindOf(type) === 'image') return type;
  throw new CoreError(
    'unsupported_media_type',
    `A picture must be a PNG, JPEG, GIF, WebP or AVIF image, not ${type ?? 'this'}.`,
  );
}

/** The picture and the text fields of a `multipart/form-data` request. */
export async function readPictureUpload(core: CoreContext, { raw }: Pick<DialectRequest, 'raw'>) {
  const { content, fields } = await readUpload(raw);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > core.settings.uploadBytes) {
      throw new CoreError('payload_too_large', `The picture is larger than ${core.settings.uploadBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), fields };
}

/** Where a message’s picture is fetched by a page, which cannot send a token with an `<img>`; null: it has none here. */
export async function addressOfPicture(core: CoreContext, actor: Actor, { content }: Message): Promise<string | null> {
  if (content?.type !== 'image') return null;
  const { ticket } = await makeMediaTicket(core, actor, content.mediaId);
  return `/v1/media/${content.mediaId}?ticket=${encodeURIComponent(ticket)}`;
}
