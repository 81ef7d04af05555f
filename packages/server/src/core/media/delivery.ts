import type { Media } from './media.ts';

/** How a file is answered: status, headers, and which bytes; `range` is null where no bytes are sent. */
export interface Delivery {
  status: 200 | 206 | 304 | 416;
  headers: Record<string, string>;
  /** First and last byte, both included. */
  range: { start: number; end: number } | null;
}

/**
 * Headers under which a stranger’s file does no harm: its own type and no guessing, shown only where that type can
 * carry no script, else offered for saving, and in both cases in a sandbox that loads nothing.
 */
export function planDelivery(
  media: Media,
  request: { range?: string | undefined; ifNoneMatch?: string | undefined },
): Delivery {
  const tag = `"${media.sha256}"`;
  const headers: Record<string, string> = {
    'Content-Type': media.type === 'text/plain' ? 'text/plain; charset=utf-8' : media.type,
    'Content-Disposition': toDisposition(media),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
    // The id never means other bytes, but who may see them can change.
    'Cache-Control': 'private, max-age=300',
    ETag: tag,
  };
  if (request.ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) {
    return { status: 304, headers, range: null };
  }
  const asked = parseRange(request.range, media.bytes);
  if (asked === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${media.bytes}` }, range: null };
  }
  const range = asked ?? { start: 0, end: media.bytes - 1 };
  const length = { 'Content-Length': String(range.end - range.start + 1) };
  if (asked === undefined) return { status: 200, headers: { ...headers, ...length }, range };
  const shown = { 'Content-Range': `bytes ${range.start}-${range.end}/${media.bytes}` };
  return { status: 206, headers: { ...headers, ...length, ...shown }, range };
}

/** One range (RFC 9110, 14.2); several, or what is not understood, means the whole file. */
function parseRange(
  text: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= bytes ? 'unsatisfiable' : { start, end };
}

/** The name in both forms of RFC 6266: plain for old clients, percent-encoded for all others. */
function toDisposition(media: Media): string {
  const how = media.kind === 'file' ? 'attachment' : 'inline';
  if (media.fileName === null) return how;
  const plain = media.fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(media.fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
