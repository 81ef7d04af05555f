import { isUtf8 } from 'node:buffer';
import type { Socket as NetSocket } from 'node:net';
import type { Beating } from './beats.ts';
import { MOST_QUEUED } from './bound-queue.ts';
import {
  type ClientFrame,
  maskClientFrame,
  measureClientFrame,
  peekClientFrame,
  readClientFrame,
} from './client-frame.ts';
import { CLOSED_BY_US, encodeClose, NO_STATUS } from './control-frames.ts';
import { waitingBytes } from './direct-write.ts';
import { dropLater } from './drop-later.ts';
import { encodeTextFrame } from './frame.ts';
import type { Gate, GatedReader } from './gate.ts';
import { LateEngine } from './late-engine.ts';
import type { LibraryKinds } from './library.ts';
import { LinePackets } from './line-packets.ts';
import { type Hearer, hearOn, hearStream } from './line-stream.ts';
import { type FrameListener, OddFrames } from './odd-frames.ts';
import { Pongs } from './pongs.ts';
import type { RequestTaker } from './request-taker.ts';
import { takeRequest } from './take-request.ts';

/** Up to so many bytes of a message that is not whole are kept here; ws keeps longer ones without copying them again. */
const MOST_KEPT = 4096;
/** A text message that is not whole yet (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
const INVALID_TEXT = 1007;
const CHARACTER_FOUR = 0x34;
const PING = encodeTextFrame('2');
const NO_TAKERS: readonly RequestTaker[] = [];

const frame: ClientFrame = { mask: 0, start: 0, end: 0 };

/** What all lines of a server have in common. */
export interface LineHost {
  readonly gate: Gate;
  /** Most bytes of one incoming message. */
  readonly longest: number;
  /** Milliseconds after a pong until the next ping, and from a ping until its pong must be there. */
  readonly beating: { readonly interval: number; readonly timeout: number };
  readonly kinds: LibraryKinds;
  /** Has the library serve a further namespace. */
  join(late: LateEngine): void;
}

/** What the handshake leaves behind. */
export interface LineParts {
  stream: NetSocket;
  /** Of Engine.IO. */
  id: string;
  remoteAddress: string;
  request: object;
  /** When its first namespace was joined; the library pings an interval after that, or knows when it did last. */
  opened: number;
}

/**
 * A WebSocket that the library has let go of after its handshake, with all of Engine.IO and Socket.IO above it. Nearly
 * everything that comes on it is a whole, masked text message with one request of a known name: those are decoded where
 * they lie and handed over without packet objects, emitters and ticks. All else goes to parts of the libraries that are
 * made when they are first needed. An idle one is little more than its TCP socket.
 */
export class Line implements Hearer, Beating, GatedReader, FrameListener {
  readonly stream: NetSocket;
  readonly id: string;
  readonly remoteAddress: string;
  readonly request: object;
  readonly #lines: LineHost;
  #takers: readonly RequestTaker[];
  turn = 0;
  takenInTurn = 0;
  #state: 'open' | 'closing' | 'gone' = 'open';
  /** What has come and was not worked off: the beginning of a message, or what the gate keeps waiting. */
  #rest: Buffer | undefined;
  #isHeld = false;
  #odd: OddFrames | undefined;
  #packets: LinePackets | undefined;
  #late: LateEngine | undefined;
  #pongs: Pongs | undefined;
  /** When the last pong came; 0 while one is waited for. */
  #pongAt: number;
  #showedLife = false;

  constructor(lines: LineHost, parts: LineParts, takers: readonly RequestTaker[]) {
    this.#lines = lines;
    this.stream = parts.stream;
    this.id = parts.id;
    this.remoteAddress = parts.remoteAddress;
    this.request = parts.request;
    this.#takers = takers;
    const now = Date.now();
    const { interval } = lines.beating;
    this.#pongAt = now - parts.opened < interval ? parts.opened : now - interval;
    const { stream } = parts;
    (stream as OwnedStream)[LINE] = this;
    stream.on('end', endLine).on('close', closeLine).on('error', ignore);
    hearStream(stream, this);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get underWay(): number {
    let sum = 0;
    for (const taker of this.#takers) sum += taker.underWay;
    return sum;
  }

  hear(bytes: Buffer): boolean {
    if (this.#state === 'gone') return true;
    const rest = this.#rest;
    if (rest === undefined && !this.#isHeld) return this.#work(bytes);
    this.#rest = rest === undefined ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    if (this.#isHeld) return false;
    return this.#workRest();
  }

  readOn(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (this.#workRest()) hearOn(this.stream);
  }

  #workRest(): boolean {
    const rest = this.#rest;
    this.#rest = undefined;
    return rest === undefined || this.#work(rest);
  }

  /** Works off whole messages, and keeps what is left; false when the gate lets no more through for now. */
  #work(bytes: Buffer): boolean {
    const { gate, longest } = this.#lines;
    let at = 0;
    while (at < bytes.length && this.#state !== 'gone') {
      const isWhole = this.#odd === undefined && readClientFrame(frame, bytes, at, longest);
      if (!isWhole && this.#odd === undefined && this.#isBeginning(bytes, at)) break;
      if (!gate.mayRead(this)) {
        this.#rest = Buffer.from(bytes.subarray(at));
        this.#isHeld = true;
        gate.hold(this);
        return false;
      }
      gate.took(this);
      const taken = isWhole ? this.#takeText(bytes, at) : this.#takeOdd(bytes, at);
      if (taken === 0) break;
      at += taken;
    }
    if (at < bytes.length && this.#state !== 'gone') this.#rest = Buffer.from(bytes.subarray(at));
    return true;
  }

  /** Whether these bytes are a short beginning of a plain message, or too few to tell. */
  #isBeginning(bytes: Buffer, at: number): boolean {
    const kept = bytes.length - at;
    if (kept === 1) return true;
    if (bytes[at] !== FINAL_TEXT || kept > MOST_KEPT) return false;
    const length = measureClientFrame(bytes, at);
    return length === undefined || (length > kept && length <= this.#lines.longest);
  }

  #takeOdd(bytes: Buffer, at: number): number {
    this.#odd ??= new OddFrames(this.#lines.kinds, this.#lines.longest, this);
    const taken = this.#odd.take(bytes, at);
    if (this.#odd.isBroken) return bytes.length - at;
    if (this.#odd.isDone) this.#odd = undefined;
    return taken ?? 0;
  }

  #takeText(bytes: Buffer, at: number): number {
    const { start, end } = frame;
    if (this.#state === 'open') {
      const taker = this.#findTaker(bytes);
      const isAscii = maskClientFrame(frame, bytes);
      if (!isAscii && !isUtf8(bytes.subarray(start, end))) this.hearFault(INVALID_TEXT);
      else if (taker === undefined) this.#hearText(bytes.toString(isAscii ? 'latin1' : 'utf8', start, end));
      else this.#hearRequest(taker, bytes.toString(isAscii ? 'latin1' : 'utf8', start + taker.prefix.length, end));
    }
    return end - at;
  }

  /** Who is asked by the message, which is still masked. */
  #findTaker(bytes: Buffer): RequestTaker | undefined {
    if (this.#packets?.isWaiting === true) return undefined;
    for (const taker of this.#takers) if (!taker.closed && startsWith(bytes, taker.prefix)) return taker;
    return undefined;
  }

  #hearRequest(taker: RequestTaker, text: string): void {
    this.#showedLife = true;
    if (!takeRequest(taker, text)) this.#hearPacket(taker.prefix.slice(1) + text);
  }

  hearMessage(data: Buffer, isBinary: boolean): void {
    if (this.#state !== 'open') return;
    if (isBinary) this.#hearPacket(data);
    else this.#hearText(data.toString());
  }

  /** An Engine.IO packet (engine.io-protocol 4). */
  #hearText(text: string): void {
    this.#showedLife = true;
    const type = text[0];
    if (type === '4') this.#hearPacket(text.slice(1));
    else if (type === 'b') this.#hearPacket(Buffer.from(text.slice(1), 'base64'));
    else if (type === '3') this.#pongAt = Date.now();
    else if (type === undefined || !'0156'.includes(type)) this.leave();
  }

  /** A Socket.IO packet, or an attachment of the last one. */
  #hearPacket(packet: string | Buffer): void {
    this.#packets ??= new LinePackets(this.#lines.kinds, {
      takers: () => this.#takers,
      pass: (other) => this.#pass(other),
      left: (taker) => {
        this.#takers = this.#takers.filter((one) => one !== taker);
        taker.end();
      },
      fault: () => this.leave(),
    });
    this.#packets.hear(packet);
    if (!this.#packets.isWaiting) this.#packets = undefined;
  }

  /** To the library, for a namespace that is not ours. */
  #pass(packet: string | Buffer): void {
    if (this.#late === undefined) {
      // Where nothing was joined only a connect is in order.
      if (typeof packet !== 'string' || packet[0] !== '0') {
        this.leave();
        return;
      }
      this.#late = new LateEngine(this);
      this.#lines.join(this.#late);
    }
    this.#late.emit('data', packet);
  }

  hearPing(data: Buffer): void {
    if (this.#state !== 'open') return;
    this.#pongs ??= new Pongs(this.stream);
    this.#pongs.answer(data);
  }

  hearClose(code: number, reason: Buffer): void {
    this.leave(code, reason);
    this.stream.end();
  }

  hearFault(code: number): void {
    this.leave(code);
  }

  /** When a pong is due, waits for it; else asks for the next. Whoever says something meanwhile has a second time. */
  beat(now: number): number | undefined {
    if (this.#state === 'gone') return undefined;
    const { interval, timeout } = this.#lines.beating;
    if (this.#state === 'closing') return timeout;
    if (this.#pongAt === 0) {
      // What it says is not read while it is held.
      if (!this.#showedLife && !this.#isHeld) {
        this.leave();
        return timeout;
      }
      this.#showedLife = false;
      return timeout;
    }
    const left = this.#pongAt + interval - now;
    if (left > 0) return left;
    this.#pongAt = 0;
    this.#showedLife = false;
    this.stream.write(PING);
    return timeout;
  }

  /** Writes whole frames beside those that are counted elsewhere. Who has more of them than he reads is left. */
  say(frames: Buffer): void {
    const wasWaiting = waitingBytes(this.stream) > 0;
    this.stream.write(frames);
    if (wasWaiting && waitingBytes(this.stream) > MOST_QUEUED) this.leave(CLOSED_BY_US, 'behind');
  }

  /** Closes: tells the other end why, and drops it when it has not closed after a while. */
  leave(code = NO_STATUS, reason: string | Buffer = ''): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    const { stream } = this;
    stream.write(encodeClose(code, reason));
    dropLater(stream);
    for (const taker of this.#takers) taker.end();
    this.#late?.emit('close', 'forced close');
  }

  /** Nothing more comes, and nothing more can be said. */
  end(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    const takers = this.#takers;
    this.#takers = NO_TAKERS;
    this.#rest = undefined;
    for (const taker of takers) taker.end();
    this.#late?.emit('close', 'transport close');
  }
}

const LINE = Symbol('line');

type OwnedStream = NetSocket & { [LINE]?: Line };

function endLine(this: OwnedStream): void {
  this.end();
}

function closeLine(this: OwnedStream): void {
  this[LINE]?.end();
}

/** The stream closes by itself. */
function ignore(): void {}

/** Whether the masked message starts with the prefix, and an id or the arguments come next. */
function startsWith(bytes: Buffer, prefix: string): boolean {
  if (frame.end - frame.start <= prefix.length) return false;
  if (peekClientFrame(frame, bytes, 0) !== CHARACTER_FOUR) return false;
  for (let offset = 1; offset < prefix.length; offset += 1) {
    if (peekClientFrame(frame, bytes, offset) !== prefix.charCodeAt(offset)) return false;
  }
  return true;
}
