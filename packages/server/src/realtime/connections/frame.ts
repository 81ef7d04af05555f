/** The bytes of a frame as one WebSocket message, and where they lie among those that were encoded before and after it. */
export interface EncodedFrame {
  readonly bytes: Buffer;
  /** The end of the one that lies directly before it is the same number; NaN where it lies by itself. */
  readonly start: number;
  readonly end: number;
}

/**
 * One thing to say to a connection, in one edge’s words, encoded once however many hear it.
 * The sync token belongs to what a connection hears last of a batch, so a frame has a form with it and one without.
 */
export class Frame {
  readonly namespace: string;
  readonly name: string;
  #json: string | (() => string);
  readonly ephemeral: boolean;
  #bare: EncodedFrame | undefined;
  #bareSse: Buffer | undefined;
  #tokened: { token: string; encoded: EncodedFrame } | undefined;

  /**
   * `json` is the text of the one argument, or makes it when somebody is to hear the frame; where the frame can carry a
   * token it is an object.
   */
  constructor(namespace: string, name: string, json: string | (() => string), ephemeral = false) {
    this.namespace = namespace;
    this.name = name;
    this.#json = json;
    this.ephemeral = ephemeral;
  }

  json(token?: string): string {
    if (typeof this.#json === 'function') this.#json = this.#json();
    if (token === undefined || this.ephemeral) return this.#json;
    return `${this.#json.slice(0, -1)},"token":"${token}"}`;
  }

  /** The Engine.IO message that carries the Socket.IO event (socket.io-protocol 5, engine.io-protocol 4). */
  packet(token?: string): string {
    return `${headOf(this.namespace, this.name)}${this.json(token)}]`;
  }

  websocket(token?: string): EncodedFrame {
    if (token === undefined || this.ephemeral) {
      this.#bare ??= encodeInRow(this.packet());
      return this.#bare;
    }
    if (this.#tokened?.token !== token) this.#tokened = { token, encoded: encodeInRow(this.packet(token)) };
    return this.#tokened.encoded;
  }

  sse(token?: string): Buffer {
    if (token === undefined || this.ephemeral) {
      this.#bareSse ??= Buffer.from(`event: ${this.name}\ndata: ${this.json()}\n\n`);
      return this.#bareSse;
    }
    return Buffer.from(`id: ${token}\nevent: ${this.name}\ndata: ${this.json(token)}\n\n`);
  }
}

let lastHead = { namespace: '', name: '', text: '' };

/** What stands before an event’s argument: nearly always the same as the last time. */
function headOf(namespace: string, name: string): string {
  if (namespace !== lastHead.namespace || name !== lastHead.name) {
    const prefix = namespace === '/' ? '42' : `42${namespace},`;
    lastHead = { namespace, name, text: `${prefix}[${JSON.stringify(name)},` };
  }
  return lastHead.text;
}

/** So many bytes of frames lie in one piece of memory, which lasts as long as any of them: what is kept for long is not encoded here. */
const ROW = 128 * 1024;

/** UTF-8 bytes of one UTF-16 unit. */
const MOST_BYTES = 3;

/** What frames are written into, one behind the other: those of a batch are then one piece, or few (join-frames.ts). */
let row = Buffer.alloc(0);
let rowEnd = 0;
/** Of the row in the numbers of `EncodedFrame`; the next one does not begin where this one ends. */
let rowStart = 0;

/** As `encodeTextFrame`, directly behind what was encoded before it where there is room. */
function encodeInRow(text: string): EncodedFrame {
  const most = boundTextFrame(text);
  // Otherwise much of the memory could be left unused for one that no longer has room.
  if (most > ROW / 4) return { bytes: encodeTextFrame(text), start: Number.NaN, end: Number.NaN };
  if (most > row.length - rowEnd) {
    row = Buffer.allocUnsafeSlow(ROW);
    rowEnd = 0;
    rowStart += 2 * ROW;
  }
  const at = rowEnd;
  rowEnd = writeTextFrame(row, at, text);
  return { bytes: row.subarray(at, rowEnd), start: rowStart + at, end: rowStart + rowEnd };
}

/** A whole, unmasked WebSocket text message (RFC 6455, 5.2). */
export function encodeTextFrame(text: string): Buffer {
  const frame = Buffer.allocUnsafe(measureTextFrame(text));
  writeTextFrame(frame, 0, text);
  return frame;
}

/** How many bytes the text is as a message. */
export function measureTextFrame(text: string): number {
  const length = Buffer.byteLength(text);
  return length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
}

/** No more bytes than this is the text as a message, which is known without looking at it: a UTF-16 unit takes three at most. */
export function boundTextFrame(text: string): number {
  return text.length * MOST_BYTES + 10;
}

/** Writes the message into `target`, which has room for it, and returns where it ends. */
export function writeTextFrame(target: Buffer, start: number, text: string): number {
  target[start] = 0x81;
  // Whatever its characters, so long a text has a length of two bytes, and need not be counted before it is written.
  if (text.length >= 126 && text.length * MOST_BYTES < 65_536) {
    const written = target.write(text, start + 4);
    target[start + 1] = 126;
    target.writeUInt16BE(written, start + 2);
    return start + 4 + written;
  }
  const length = Buffer.byteLength(text);
  let at = start + 2;
  if (length < 126) target[start + 1] = length;
  else if (length < 65_536) {
    target[start + 1] = 126;
    at = target.writeUInt16BE(length, at);
  } else {
    target[start + 1] = 127;
    at = target.writeBigUInt64BE(BigInt(length), at);
  }
  return at + target.write(text, at);
}

/** A whole, unmasked binary WebSocket message (RFC 6455, 5.2). */
export function encodeBinaryFrame(bytes: Buffer): Buffer {
  const { length } = bytes;
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const header = Buffer.alloc(size);
  header[0] = 0x82;
  header[1] = size === 2 ? length : size === 4 ? 126 : 127;
  if (size === 4) header.writeUInt16BE(length, 2);
  if (size === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, bytes]);
}
