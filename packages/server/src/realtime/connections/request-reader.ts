import { isUtf8 } from 'node:buffer';
import { type ClientFrame, maskClientFrame, peekClientFrame, readClientFrame } from './client-frame.ts';
import { relayOf } from './relay.ts';
import type { RequestTaker } from './request-taker.ts';
import { takeRequest } from './take-request.ts';

/** What ws’s receiver tells of where it stands (ws 8.23, lib/receiver.js); the typings leave it out. */
interface Receiver {
  write(chunk: Buffer): boolean;
  readonly _state: number;
  readonly _fragmented: number;
  readonly _bufferedBytes: number;
  readonly _maxPayload: number;
  readonly _extensions: Record<string, unknown>;
  readonly writableLength: number;
  [READER]?: RequestReader;
}

/** What of an Engine.IO connection the typings leave out (engine.io 6.6, build/socket.js). */
interface EngineConnection {
  readonly protocol: number;
  readonly readyState: string;
  readonly transport: { name: string; socket?: { readonly _receiver?: Receiver; readonly readyState?: number } };
  readonly pingTimeoutTimer: NodeJS.Timeout | null;
  hasRefreshedPingTimeout: boolean;
  once(event: 'upgrade', listener: () => void): void;
}

const READER = Symbol('request reader');
/** ws is at the first byte of a frame. */
const BETWEEN_FRAMES = 0;
const WEBSOCKET_OPEN = 1;
/** An Engine.IO message that is a Socket.IO event. */
const EVENT = '42';

const frame: ClientFrame = { mask: 0, start: 0, end: 0 };

/**
 * Stands before ws’s parser and takes the messages that nearly all are: a whole, masked text with one Socket.IO event of a
 * name that its taker knows. These are decoded where they lie and handed over without packet objects, emitters and
 * ticks. From the first byte of anything else on (another namespace, a control frame, a part of a frame, a fault) all of
 * the chunk goes to ws, untouched and in order, and ws keeps what follows until it stands between two messages again.
 */
export class RequestReader {
  readonly #engine: EngineConnection;
  readonly #takers: { prefix: string; taker: RequestTaker }[] = [];

  /** Has the taker’s requests read straight from the wire, now or once its connection has become a WebSocket. */
  static attach(taker: RequestTaker): void {
    const engine = taker.socket.conn as unknown as EngineConnection;
    const relay = relayOf(engine);
    if (relay !== undefined) relay.takers.push({ prefix: toPrefix(taker), taker });
    else if (engine.transport.name === 'polling') engine.once('upgrade', () => RequestReader.#install(engine, taker));
    else RequestReader.#install(engine, taker);
  }

  static #install(engine: EngineConnection, taker: RequestTaker): void {
    const receiver = engine.transport.socket?._receiver;
    if (receiver === undefined || engine.protocol !== 4 || !isKnownKind(receiver)) return;
    let reader = receiver[READER];
    if (reader === undefined) {
      reader = new RequestReader(engine);
      receiver[READER] = reader;
      receiver.write = writeThroughReader;
    }
    reader.#takers.push({ prefix: toPrefix(taker), taker });
  }

  private constructor(engine: EngineConnection) {
    this.#engine = engine;
  }

  /** Takes what it can from the beginning of the chunk, and returns how far it came. */
  take(chunk: Buffer, receiver: Receiver): number {
    let at = 0;
    if (!isBetweenMessages(receiver)) return at;
    const longest = receiver._maxPayload > 0 ? receiver._maxPayload : Number.MAX_SAFE_INTEGER;
    while (readClientFrame(frame, chunk, at, longest)) {
      const { end } = frame;
      if (!this.#takeFrame(chunk)) break;
      at = end;
    }
    return at;
  }

  #takeFrame(chunk: Buffer): boolean {
    const { readyState, transport } = this.#engine;
    if (readyState !== 'open' || transport.socket?.readyState !== WEBSOCKET_OPEN) return false;
    for (const { prefix, taker } of this.#takers) {
      if (!startsWith(chunk, prefix) || !taker.socket.connected || taker.closed) continue;
      const isAscii = maskClientFrame(frame, chunk);
      if (this.#hand(chunk, frame.start + prefix.length, isAscii, taker)) return true;
      maskClientFrame(frame, chunk);
      return false;
    }
    return false;
  }

  /** Hands the unmasked request over; false when the library must say what is wrong with it. */
  #hand(chunk: Buffer, start: number, isAscii: boolean, taker: RequestTaker): boolean {
    const { end } = frame;
    if (!isAscii && !isUtf8(chunk.subarray(frame.start, end))) return false;
    if (!takeRequest(taker, chunk.toString(isAscii ? 'latin1' : 'utf8', start, end))) return false;
    this.#noteLife();
    return true;
  }

  /** As Engine.IO does with a packet while it waits for a pong: once for each ping, it waits anew. */
  #noteLife(): void {
    const engine = this.#engine;
    if (engine.pingTimeoutTimer === null || engine.hasRefreshedPingTimeout) return;
    engine.pingTimeoutTimer.refresh();
    engine.hasRefreshedPingTimeout = true;
  }
}

/** What the taker’s requests begin with: the types of an Engine.IO message and of a Socket.IO event, and the namespace. */
function toPrefix({ socket: { nsp } }: RequestTaker): string {
  return nsp.name === '/' ? EVENT : `${EVENT}${nsp.name},`;
}

/** In place of the receiver’s own `write`, which stays its prototype’s. */
function writeThroughReader(this: Receiver, chunk: Buffer): boolean {
  const taken = this[READER]?.take(chunk, this) ?? 0;
  if (taken === chunk.length) return true;
  const { write } = Object.getPrototypeOf(this) as Receiver;
  return write.call(this, taken === 0 ? chunk : chunk.subarray(taken));
}

/** Whether this is the receiver we know, uncompressed; with any other everything goes through the library. */
function isKnownKind(receiver: Receiver): boolean {
  const { _state, _fragmented, _bufferedBytes, _maxPayload, _extensions, writableLength } = receiver;
  const numbers = [_state, _fragmented, _bufferedBytes, _maxPayload, writableLength];
  return numbers.every((value) => typeof value === 'number') && Object.keys(_extensions).length === 0;
}

function isBetweenMessages(receiver: Receiver): boolean {
  return (
    receiver._state === BETWEEN_FRAMES &&
    receiver._fragmented === 0 &&
    receiver._bufferedBytes === 0 &&
    receiver.writableLength === 0
  );
}

/** Whether the masked message starts with the prefix, and an id or the arguments come next. */
function startsWith(chunk: Buffer, prefix: string): boolean {
  if (frame.end - frame.start <= prefix.length) return false;
  for (let offset = 0; offset < prefix.length; offset += 1) {
    if (peekClientFrame(frame, chunk, offset) !== prefix.charCodeAt(offset)) return false;
  }
  return true;
}
