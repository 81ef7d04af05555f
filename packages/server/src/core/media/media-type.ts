import type { MediaKind } from './media.ts';

/**
 * What a browser may show inside a page: raster images, sound and film. Nothing here can carry a script, which is why
 * SVG and HTML are missing.
 */
const shown: Record<string, MediaKind> = {
  'image/png': 'image',
  'image/apng': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'image/bmp': 'image',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/aac': 'audio',
  'audio/ogg': 'audio',
  'audio/opus': 'audio',
  'audio/wav': 'audio',
  'audio/flac': 'audio',
  'audio/webm': 'audio',
  'video/mp4': 'video',
  'video/webm': 'video',
  'video/ogg': 'video',
  'video/quicktime': 'video',
};

/** Containers hold sound or film, and only the client knows that a recording has no picture. */
const soundIn: Record<string, string> = {
  'video/webm': 'audio/webm',
  'video/mp4': 'audio/mp4',
  'video/ogg': 'audio/ogg',
};

/** Types without a signature that a client may name for text; all are downloaded, never shown. */
const texts: ReadonlySet<string> = new Set(['text/csv', 'text/markdown', 'application/json']);

export function kindOf(type: string): MediaKind {
  return shown[type] ?? 'file';
}

/** `sniffed`: by signature. `claimed` decides only where that can do no harm. */
export function toMediaType(sniffed: string | undefined, claimed: string | null, head: Uint8Array): string {
  const wish = (claimed ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (sniffed !== undefined) return soundIn[sniffed] === wish ? wish : sniffed;
  if (!isText(head)) return 'application/octet-stream';
  return texts.has(wish) ? wish : 'text/plain';
}

/** UTF-8 without NUL; a character that is cut off at the end of the head does not count against it. */
function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
