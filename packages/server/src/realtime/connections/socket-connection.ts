import type { Socket as NetSocket } from 'node:net';
import type { CloseReason } from '@parlance/protocol';
import type { Socket } from 'socket.io';
import type { Actor } from '../../core/actor.ts';
import { BYTE_BUDGET, type Connection } from './connection.ts';
import { waitingBytes } from './direct-write.ts';
import { encodeTextFrame, type Frame } from './frame.ts';
import { HoldingConnection } from './holding-connection.ts';
import { joinFrames } from './join-frames.ts';
import { relayOf } from './relay.ts';
import { RequestReader } from './request-reader.ts';
import type { RequestTaker } from './request-taker.ts';
import { spareLateReader } from './spare-late-reader.ts';
import { writeFrames } from './write-frames.ts';

/** How long a connection that was cut may take to read what was written before, reason included. */
const GRACE = 10_000;

/** The parts of an Engine.IO connection that the typings leave out. */
interface EngineConnection {
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly transport: {
    readonly name: string;
    readonly socket?: { readonly _socket?: NetSocket; close(code: number, reason: string): void };
  };
  readonly writeBuffer: { data?: unknown }[];
  write(packet: string): void;
}

/** What a namespace does with the requests of its connections: one object for all of them. */
export interface Requests {
  /** Whether requests of this name are taken straight from the wire, past the library; all others come through it. */
  takes(name: string): boolean;
  /** `inputs` are the arguments, and behind them, where an answer is wanted, the function that takes it. */
  handle(connection: SocketConnection, name: string, inputs: unknown[]): void;
}

/** What a connection has to write when it has nothing: shared, so that an idle one costs no lists. */
const NO_FRAMES: readonly Frame[] = [];
const NO_ANSWERS: string[] = [];

/** Connections with something to write at the end of this turn of the event loop. */
let dirty: SocketConnection[] = [];

function flushAll(): void {
  const connections = dirty;
  dirty = [];
  for (const connection of connections) connection.flush();
}

/**
 * A Socket.IO client on one namespace. What one turn of the event loop has for it, events and acknowledgements alike,
 * is written straight to the TCP socket in one call: one system call per message and recipient is where chat servers
 * spend their time. Other transports than WebSocket go through Engine.IO’s own queue.
 */
export class SocketConnection extends HoldingConnection implements Connection, RequestTaker {
  readonly id: string;
  edge: string;
  actor: Actor | null;
  hearsAccount: boolean;
  #facts: Map<string, unknown> | undefined;
  readonly socket: Socket;
  readonly #engine: EngineConnection;
  /** The TCP socket, once the connection is a WebSocket, which it stays. */
  #stream: NetSocket | undefined;
  #requests: Requests | undefined;
  #frames: readonly Frame[] = NO_FRAMES;
  #own: Frame[] | undefined;
  #answers = NO_ANSWERS;
  #token: string | undefined;
  #waiting = false;
  #closed = false;

  constructor(socket: Socket, parts: { edge: string; actor: Actor | null; hearsAccount: boolean; held: boolean }) {
    super(parts.held);
    this.socket = socket;
    this.#engine = socket.conn as unknown as EngineConnection;
    this.id = socket.id;
    this.edge = parts.edge;
    this.actor = parts.actor;
    this.hearsAccount = parts.hearsAccount;
    // The library answers each request with a write of its own; ours leave with the events of the same turn.
    (socket as unknown as { ack: (id: number) => (answer: unknown) => void }).ack = (id) => this.makeAnswer(id);
    relayOf(socket.conn)?.on('behind', () => this.close('behind', 0));
  }

  /** Which other process holds the connection, if one does. */
  get via(): string | undefined {
    return relayOf(this.socket.conn)?.holder;
  }

  get facts(): Map<string, unknown> {
    this.#facts ??= new Map();
    return this.#facts;
  }

  /** From now on requests are taken; until then they are dropped, as the library does. */
  listen(requests: Requests): void {
    this.#requests = requests;
    this.socket.onAny((name: unknown, ...inputs: unknown[]) => this.request(String(name), inputs));
    RequestReader.attach(this);
  }

  takes(name: string): boolean {
    return this.#requests?.takes(name) === true;
  }

  request(name: string, inputs: unknown[]): void {
    if (!this.#closed) this.#requests?.handle(this, name, inputs);
  }

  /** Whether it has been told to go: what it still asks is not answered. */
  get closed(): boolean {
    return this.#closed;
  }

  send(frames: readonly Frame[], token: string | undefined): void {
    if (this.#closed || this.keep(frames)) return;
    this.#gather(frames);
    this.#token = token ?? this.#token;
    this.#schedule();
  }

  /** The first frames may be shared with other connections; a list of its own begins with the second ones. */
  #gather(frames: readonly Frame[]): void {
    if (this.#frames.length === 0) {
      this.#frames = frames;
      this.#own = undefined;
    } else if (this.#own === undefined) {
      this.#own = [...this.#frames, ...frames];
      this.#frames = this.#own;
    } else for (const frame of frames) this.#own.push(frame);
  }

  makeAnswer(id: number): (answer: unknown) => void {
    let answered = false;
    return (answer) => {
      if (answered || this.#closed) return;
      answered = true;
      const { name } = this.socket.nsp;
      const packet = `43${name === '/' ? '' : `${name},`}${id}[${JSON.stringify(answer ?? null)}]`;
      if (this.#answers === NO_ANSWERS) this.#answers = [packet];
      else this.#answers.push(packet);
      this.#schedule();
    };
  }

  #schedule(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    if (dirty.push(this) === 1) setImmediate(flushAll);
  }

  /** Writes what has gathered. The frames may be shared with other connections and are never changed here. */
  flush(): void {
    this.#waiting = false;
    const frames = this.#frames;
    const answers = this.#answers;
    const token = this.#token;
    this.#frames = NO_FRAMES;
    this.#own = undefined;
    this.#answers = NO_ANSWERS;
    this.#token = undefined;
    const engine = this.#engine;
    if (engine.readyState !== 'open') return;
    const relay = relayOf(engine);
    if (relay !== undefined) {
      const left = spareLateReader(frames, relay.waiting);
      relay.deliver(answers, left.length === 0 ? undefined : joinFrames(left, token));
      return;
    }
    const stream = this.#findStream();
    if (stream === undefined) this.#queue(engine, spareLateReader(frames, queuedBytes(engine)), answers, token);
    else this.#write(stream, spareLateReader(frames, waitingBytes(stream)), answers, token);
  }

  /** The TCP socket, where whole WebSocket frames may be written to it: no upgrade under way, nothing of the library’s waits. */
  #findStream(): NetSocket | undefined {
    const { transport, upgrading, writeBuffer } = this.#engine;
    if (this.#stream === undefined && transport.name === 'websocket' && !upgrading) {
      this.#stream = transport.socket?._socket;
    }
    return writeBuffer.length === 0 ? this.#stream : undefined;
  }

  #write(stream: NetSocket, frames: readonly Frame[], answers: readonly string[], token: string | undefined): void {
    const joined = frames.length === 0 ? undefined : joinFrames(frames, token);
    const wasWaiting = waitingBytes(stream) > 0;
    writeFrames(stream, answers, joined);
    // Who has read everything is not behind because one event, an image perhaps, is larger than the budget.
    if (wasWaiting && waitingBytes(stream) > BYTE_BUDGET) this.close('behind', 0);
  }

  #queue(
    engine: EngineConnection,
    frames: readonly Frame[],
    answers: readonly string[],
    token: string | undefined,
  ): void {
    const wasWaiting = queuedBytes(engine) > 0;
    // Engine.IO puts its own message type, the first character, before what it is given.
    for (const answer of answers) engine.write(answer.slice(1));
    const last = frames.findLastIndex((frame) => !frame.ephemeral);
    for (const [index, frame] of frames.entries())
      engine.write(frame.packet(index === last ? token : undefined).slice(1));
    if (wasWaiting && queuedBytes(engine) > BYTE_BUDGET) this.close('behind', 0);
  }

  /** Says why, and closes; a reader that never reads again is dropped after a grace time. */
  close(reason: CloseReason, retryAfter: number): void {
    if (this.#closed) return;
    if (this.#waiting) this.flush();
    if (this.#closed) return;
    this.#closed = true;
    const engine = this.#engine;
    const namespace = this.socket.nsp.name === '/' ? '' : `${this.socket.nsp.name},`;
    const bye = `42${namespace}["bye",${JSON.stringify({ reason, retry_after_ms: retryAfter })}]`;
    const relay = relayOf(engine);
    if (relay !== undefined) {
      relay.bye(bye, reason);
      if (engine.transport.name !== 'websocket') this.#disconnectLater(reason);
      return;
    }
    const web = engine.transport.name === 'websocket' ? engine.transport.socket : undefined;
    const stream = web?._socket;
    if (web !== undefined && stream !== undefined) {
      stream.write(encodeTextFrame(bye));
      // 4000-4999 is for private use (RFC 6455, 7.4.2).
      web.close(4000, reason);
      const timer = setTimeout(() => stream.destroy(), GRACE);
      timer.unref();
      stream.once('close', () => clearTimeout(timer));
      return;
    }
    // What waits is what it did not read; only the reason is kept, for its next poll.
    if (reason === 'behind') engine.writeBuffer.length = 0;
    engine.write(bye.slice(1));
    this.#disconnectLater(reason);
  }

  #disconnectLater(reason: CloseReason): void {
    setTimeout(() => this.socket.disconnect(true), reason === 'behind' ? GRACE : 50).unref();
  }
}

function queuedBytes(engine: EngineConnection): number {
  let bytes = 0;
  for (const packet of engine.writeBuffer) if (typeof packet.data === 'string') bytes += packet.data.length;
  return bytes;
}
