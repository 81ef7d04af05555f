import type { Socket as NetSocket } from 'node:net';
import type { CloseReason } from '@parlance/protocol';
import type { Socket } from 'socket.io';
import type { Actor } from '../../core/actor.ts';
import { BYTE_BUDGET, type Connection } from './connection.ts';
import { CLOSED_BY_US } from './control-frames.ts';
import { waitingBytes } from './direct-write.ts';
import { dropLater, GRACE } from './drop-later.ts';
import { encodeTextFrame, type Frame } from './frame.ts';
import { HoldingConnection } from './holding-connection.ts';
import { joinFrames, joinWhole } from './join-frames.ts';
import { JsonText } from './json-text.ts';
import type { LibraryEngine } from './library.ts';
import type { Line } from './line.ts';
import type { Lines, Settling } from './lines.ts';
import { relayOf } from './relay.ts';
import { spareLateReader } from './spare-late-reader.ts';
import { writeFrames } from './write-frames.ts';

/** What a namespace does with the requests of its connections: one object for all of them. */
export interface Requests {
  /** Whether requests of this name are taken straight from the wire, past the library; all others come through it. */
  takes(name: string): boolean;
  /**
   * `inputs` are the arguments, and behind them, where an answer is wanted, the function that takes it. Whoever handles it
   * hands `began` to `finished` of the connection at its end.
   */
  handle(connection: SocketConnection, name: string, inputs: unknown[], began: number): void;
}

interface SocketParts {
  edge: string;
  actor: Actor | null;
  /** The client’s, as far as it can be believed. */
  address: string;
  hearsAccount: boolean;
  held: boolean;
  lines: Lines;
}

/** Packet types (socket.io-protocol 5). */
const DISCONNECT = '1';
const EVENT = '2';
const ANSWER = '3';

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
 * spend their time. The library carries it until its client has been brought up to date, then a line of our own; with
 * other transports than WebSocket it stays with the library.
 */
export class SocketConnection extends HoldingConnection implements Connection, Settling {
  readonly id: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly address: string;
  edge: string;
  actor: Actor | null;
  hearsAccount: boolean;
  underWay = 0;
  #facts: Map<string, unknown> | undefined;
  readonly #lines: Lines;
  #socket: Socket | undefined;
  #line: Line | undefined;
  #requests: Requests | undefined;
  #onEnd: (() => void) | undefined;
  #frames: readonly Frame[] = NO_FRAMES;
  #own: Frame[] | undefined;
  #answers = NO_ANSWERS;
  #token: string | undefined;
  #waiting = false;
  #closed = false;

  constructor(socket: Socket, { edge, actor, address, hearsAccount, held, lines }: SocketParts) {
    super(held);
    this.#socket = socket;
    this.#lines = lines;
    this.id = socket.id;
    this.namespace = socket.nsp.name;
    this.prefix = toPrefix(this.namespace);
    this.address = address;
    this.edge = edge;
    this.actor = actor;
    this.hearsAccount = hearsAccount;
    // The library answers each request with a write of its own; ours leave with the events of the same turn.
    (socket as unknown as { ack: (id: number) => (answer: unknown) => void }).ack = (id) => this.makeAnswer(id);
    socket.on('disconnect', () => {
      if (this.#socket === socket) this.end();
    });
    relayOf(socket.conn)?.on('behind', () => this.close('behind', 0));
  }

  /** The library’s socket; undefined when a line carries the connection. */
  get socket(): Socket | undefined {
    return this.#socket;
  }

  /** Which other process holds the connection, if one does. */
  get via(): string | undefined {
    return relayOf(this.#socket?.conn)?.holder;
  }

  get facts(): Map<string, unknown> {
    this.#facts ??= new Map();
    return this.#facts;
  }

  /** From now on requests are taken; until then they are dropped, as the library does. `onEnd` is called once, when the client is gone. */
  listen(requests: Requests, onEnd: () => void): void {
    this.#requests = requests;
    this.#onEnd = onEnd;
    this.#socket?.onAny((...event: unknown[]) => this.requestAny(event));
    relayOf(this.#socket?.conn)?.takers.push(this);
  }

  /** The client has all that it needs the library for. */
  settle(): void {
    if (this.connected) this.#lines.settle(this);
  }

  leaveLibrary(): void {
    this.#socket = undefined;
  }

  moveTo(line: Line): void {
    this.#line = line;
  }

  end(): void {
    // Else whoever joins again on the same connection would be asked for, perhaps as somebody else.
    const takers = relayOf(this.#socket?.conn)?.takers;
    if (takers?.includes(this)) takers.splice(takers.indexOf(this), 1);
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.();
  }

  takes(name: string): boolean {
    return this.#requests?.takes(name) === true;
  }

  request(name: string, inputs: unknown[]): void {
    if (this.#closed || this.#requests === undefined) return;
    this.underWay += 1;
    this.#requests.handle(this, name, inputs, this.#lines.gate.began());
  }

  /** A request as the library has it: a name or nothing, inputs, and perhaps the function that takes the answer. */
  requestAny(event: unknown[]): void {
    if (event.length === 0 || typeof event[0] === 'function') this.request('', event);
    else this.request(String(event.shift()), event);
  }

  /** A request is finished, answered or not. */
  finished(began: number): void {
    this.underWay -= 1;
    this.#lines.gate.finished(began);
  }

  /** Whether it has been told to go: what it still asks is not answered. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether its client is still on the namespace, as far as is known. */
  get connected(): boolean {
    return this.#socket === undefined ? this.#line?.isOpen === true : this.#socket.connected;
  }

  /** Says something at once, before what gathers. */
  emit(name: string, value: unknown): void {
    const line = this.#line;
    if (line === undefined) this.#socket?.emit(name, value);
    else if (line.isOpen) line.say(encodeTextFrame(`${this.prefix}${JSON.stringify([name, value])}`));
  }

  /** Says something and waits until the client has answered. Throws when it does not in `timeout` milliseconds. */
  async ask(name: string, value: unknown, timeout: number): Promise<void> {
    await this.#socket?.timeout(timeout).emitWithAck(name, value);
  }

  /** Ends the connection, for all its namespaces. */
  disconnect(): void {
    const line = this.#line;
    if (line === undefined) this.#socket?.disconnect(true);
    else if (line.isOpen) {
      line.stream.write(encodeTextFrame(toPacketStart(DISCONNECT, this.namespace)));
      line.leave();
    }
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
      const packet = `${toPacketStart(ANSWER, this.namespace)}${id}[${answer instanceof JsonText ? answer.text : JSON.stringify(answer ?? null)}]`;
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
    if (this.#line === undefined) this.#flushLibrary(frames, answers, token);
    else if (this.#line.isOpen) this.#write(this.#line.stream, frames, answers, token);
  }

  #flushLibrary(frames: readonly Frame[], answers: readonly string[], token: string | undefined): void {
    const engine = this.#engine;
    if (engine?.readyState !== 'open') return;
    const relay = relayOf(engine);
    if (relay !== undefined) {
      const left = spareLateReader(frames, relay.waiting);
      relay.deliver(answers, left.length === 0 ? undefined : joinWhole(left, token));
      return;
    }
    const stream = findStream(engine);
    if (stream === undefined) this.#queue(engine, spareLateReader(frames, queuedBytes(engine)), answers, token);
    else this.#write(stream, frames, answers, token);
  }

  get #engine(): LibraryEngine | undefined {
    return this.#socket?.conn as LibraryEngine | undefined;
  }

  #write(stream: NetSocket, frames: readonly Frame[], answers: readonly string[], token: string | undefined): void {
    const waiting = waitingBytes(stream);
    const spared = spareLateReader(frames, waiting);
    const wasWaiting = waiting > 0;
    writeFrames(stream, answers, joinFrames(spared, token));
    // Who has read everything is not behind because one event, an image perhaps, is larger than the budget.
    if (wasWaiting && waitingBytes(stream) > BYTE_BUDGET) this.close('behind', 0);
  }

  #queue(engine: LibraryEngine, frames: readonly Frame[], answers: readonly string[], token: string | undefined): void {
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
    const bye = `${this.prefix}["bye",${JSON.stringify({ reason, retry_after_ms: retryAfter })}]`;
    const line = this.#line;
    if (line !== undefined) {
      if (!line.isOpen) return;
      line.stream.write(encodeTextFrame(bye));
      line.leave(CLOSED_BY_US, reason);
      return;
    }
    const engine = this.#engine;
    if (engine !== undefined) this.#closeLibrary(engine, bye, reason);
  }

  #closeLibrary(engine: LibraryEngine, bye: string, reason: CloseReason): void {
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
      web.close(CLOSED_BY_US, reason);
      dropLater(stream);
      return;
    }
    // What waits is what it did not read; only the reason is kept, for its next poll.
    if (reason === 'behind') engine.writeBuffer.length = 0;
    engine.write(bye.slice(1));
    this.#disconnectLater(reason);
  }

  #disconnectLater(reason: CloseReason): void {
    setTimeout(() => this.disconnect(), reason === 'behind' ? GRACE : 50).unref();
  }
}

/** The TCP socket, where whole WebSocket frames may be written to it: no upgrade under way, nothing of the library’s waits. */
function findStream({ transport, upgrading, writeBuffer }: LibraryEngine): NetSocket | undefined {
  if (transport.name !== 'websocket' || upgrading || writeBuffer.length > 0) return undefined;
  return transport.socket?._socket;
}

/** The types of an Engine.IO message and of a Socket.IO packet, and the namespace. */
function toPacketStart(type: string, namespace: string): string {
  return namespace === '/' ? `4${type}` : `4${type}${namespace},`;
}

const prefixes = new Map<string, string>();

/** One text for all connections of a namespace. */
function toPrefix(namespace: string): string {
  const known = prefixes.get(namespace);
  if (known !== undefined) return known;
  const prefix = toPacketStart(EVENT, namespace);
  prefixes.set(namespace, prefix);
  return prefix;
}

function queuedBytes(engine: LibraryEngine): number {
  let bytes = 0;
  for (const packet of engine.writeBuffer) if (typeof packet.data === 'string') bytes += packet.data.length;
  return bytes;
}
