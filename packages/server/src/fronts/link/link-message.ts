import type { LinkKind } from './link-kinds.ts';

/** Bytes of the length and the kind. */
const HEADER = 5;

export function encodeMessage(kind: LinkKind, body: string | Buffer = ''): Buffer {
  const message = Buffer.allocUnsafe(HEADER + byteLength(body));
  writeHeader(message, kind, message.length);
  put(message, HEADER, body);
  return message;
}

/** A message whose body begins with the number of a connection. */
export function encodeFor(number: number, kind: LinkKind, body: string | Buffer = ''): Buffer {
  const message = Buffer.allocUnsafe(HEADER + 4 + byteLength(body));
  writeHeader(message, kind, message.length);
  message.writeUInt32BE(number, HEADER);
  put(message, HEADER + 4, body);
  return message;
}

/** The begin of a message whose body is this list of numbers and then `following` bytes, which are written by themselves. */
export function encodeListHeader(kind: LinkKind, numbers: readonly number[], following: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER + 4 + numbers.length * 4);
  writeHeader(header, kind, header.length + following);
  let at = header.writeUInt32BE(numbers.length, HEADER);
  for (const number of numbers) at = header.writeUInt32BE(number, at);
  return header;
}

export function encodeNumber(value: number): Buffer {
  const body = Buffer.allocUnsafe(4);
  body.writeUInt32BE(Math.min(value, 0xffff_ffff));
  return body;
}

function writeHeader(message: Buffer, kind: LinkKind, whole: number): void {
  message.writeUInt32BE(whole - 4, 0);
  message[4] = kind;
}

function byteLength(body: string | Buffer): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

function put(message: Buffer, at: number, body: string | Buffer): void {
  if (typeof body === 'string') message.write(body, at);
  else body.copy(message, at);
}
