import type { CoreContext } from '../../core/context.ts';
import { CoreError } from '../../core/errors.ts';
import { kindOf, toMediaType } from '../../core/media/media-type.ts';
import type { RelayMessage } from './forms.ts';

/** The formats clients name, and what a file of each shows itself to be. */
const formats: Record<'image' | 'audio', Readonly<Record<string, readonly string[]>>> = {
  image: {
    png: ['image/png', 'image/apng'],
    jpg: ['image/jpeg'],
    jpeg: ['image/jpeg'],
    gif: ['image/gif'],
    webp: ['image/webp'],
    avif: ['image/avif'],
    bmp: ['image/bmp'],
  },
  audio: {
    wav: ['audio/wav'],
    mp3: ['audio/mpeg'],
    mpeg: ['audio/mpeg'],
    ogg: ['audio/ogg', 'audio/opus'],
    opus: ['audio/opus', 'audio/ogg'],
    m4a: ['audio/x-m4a', 'audio/mp4'],
    mp4: ['audio/mp4', 'audio/x-m4a'],
    aac: ['audio/aac'],
    flac: ['audio/flac'],
    webm: ['audio/webm'],
  },
};

export interface DecodedMedia {
  bytes: Buffer;
  /** As the content shows it. */
  mediaType: string;
}

/**
 * The bytes of an image or a recording. Throws `invalid_input` for what is no base64, `payload_too_large`, and
 * `unsupported_media_type` where the content is not what the message says it is.
 */
export async function decodeMedia(core: CoreContext, message: RelayMessage, maximum: number): Promise<DecodedMedia> {
  const kind = message.type === 'audio' ? 'audio' : 'image';
  const wanted = expectedTypes(kind, message.format);
  const bytes = decodeBase64(message.content, kind, maximum);
  const head = bytes.subarray(0, core.mediaSniffer.headBytes);
  const mediaType = toMediaType(await core.mediaSniffer.sniff(head), wanted?.[0] ?? `${kind}/webm`, head);
  if (kindOf(mediaType) !== kind) {
    throw new CoreError('unsupported_media_type', `The content is ${mediaType}, and no ${kind} that can be relayed.`);
  }
  if (wanted !== undefined && !wanted.includes(mediaType)) {
    throw new CoreError(
      'unsupported_media_type',
      `The ${kind} is said to be ${message.format}, but its content is ${mediaType}.`,
    );
  }
  return { bytes, mediaType };
}

function expectedTypes(kind: 'image' | 'audio', format: string | null): readonly string[] | undefined {
  if (format === null) return undefined;
  // COMPAT(relay): some clients name the media type.
  const name = format.replace(/^(image|audio)\//, '').replace(/^x-/, '');
  const types = Object.hasOwn(formats[kind], name) ? formats[kind][name] : undefined;
  if (types !== undefined) return types;
  const known = Object.keys(formats[kind]).join(', ');
  throw new CoreError('invalid_input', `“format” is not known for ${kind}; use one of ${known}.`);
}

function decodeBase64(content: string, kind: string, maximum: number): Buffer {
  // COMPAT(relay): pages send the whole data address that a file reader gives them.
  const comma = content.startsWith('data:') ? content.indexOf(',') : -1;
  const digits = content.slice(comma + 1).replace(/\s+/g, '');
  if (digits.length > Math.ceil(maximum / 3) * 4 + 4) {
    throw new CoreError('payload_too_large', `The ${kind} is larger than the ${maximum} bytes that are accepted.`);
  }
  if (digits === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) {
    throw new CoreError('invalid_input', `The ${kind} is not valid base64.`);
  }
  return Buffer.from(digits, 'base64');
}
