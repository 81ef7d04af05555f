/** Frames that say something about the connection itself: unmasked, as a server sends them (RFC 6455, 5.5). */
const FINAL = 0x80;
const CLOSE = 0x8;
const PONG = 0xa;
/** No code was given; it is never sent (RFC 6455, 7.4.1). */
export const NO_STATUS = 1005;
/** 4000-4999 is for private use (RFC 6455, 7.4.2). */
export const CLOSED_BY_US = 4000;
const LONGEST = 125;

export function encodeClose(code: number, reason: string | Buffer): Buffer {
  if (code === NO_STATUS) return encodeControl(CLOSE, Buffer.alloc(0));
  const body = Buffer.alloc(2);
  body.writeUInt16BE(code);
  return encodeControl(CLOSE, Buffer.concat([body, Buffer.from(reason)]));
}

export function encodePong(data: Buffer): Buffer {
  return encodeControl(PONG, data);
}

function encodeControl(kind: number, body: Buffer): Buffer {
  const short = body.subarray(0, LONGEST);
  return Buffer.concat([Buffer.from([FINAL + kind, short.length]), short]);
}
