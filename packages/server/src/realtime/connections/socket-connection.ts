import type { Socket as NetSocket } from 'node:net';
import type { CloseReason } from '@parlance/protocol';
import type { Socket } from 'socket.io';
import type { Actor } from '../../core/actor.ts';
import { BYTE_BUDGET, type Connection } from './connection.ts';
import { encodeTextFrame, type Frame } from './frame.ts';
import { HeldFrames } from './held-frames.ts';

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
  readonly writeBuffer: readonly { data?: unknown }[];
  write(packet: string): void;
  close(discard?: boolean): void;
}

/** What the last connection wrote: in a room most connections get the same frames, which are then joined once. */
let joinedFrames: readonly Frame[] = [];
let joinedToken: string | undefined;
let joinedBuffer: Buffer = Buffer.alloc(0);

function join(frames: readonly Frame[], token: string | undefined): Buffer {
  if (frames.length === 1) return (frames[0] as Frame).websocket(token);
  const same =
    token === joinedToken &&
    frames.length === joinedFrames.length &&
    frames.every((frame, index) => frame === joinedFrames[index]);
  if (same) return joinedBuffer;
  const last = frames.length - 1;
  joinedBuffer = Buffer.concat(frames.map((frame, index) => frame.websocket(index === last ? token : undefined)));
  joinedFrames = frames;
  joinedToken = token;
  return joinedBuffer;
}

/**
 * A Socket.IO client on one namespace. On the WebSocket transport frames are written straight to the TCP socket, all
 * of a batch in one call: one system call per message and recipient is where chat servers spend their time. Other
 * transports go through Engine.IO’s own queue.
 */
export class SocketConnection implements Connection {
  readonly id: string;
  edge: string;
  actor: Actor | null;
  hearsAccount: boolean;
  readonly facts = new Map<string, unknown>();
  readonly socket: Socket;
  /** Set while the client is brought up to date. */
  #held: HeldFrames | undefined;
  #closed = false;

  constructor(socket: Socket, parts: { edge: string; actor: Actor | null; hearsAccount: boolean; held: boolean }) {
    this.socket = socket;
    this.id = socket.id;
    this.edge = parts.edge;
    this.actor = parts.actor;
    this.hearsAccount = parts.hearsAccount;
    this.#held = parts.held ? new HeldFrames() : undefined;
  }

  /** Whether frames were dropped while held: the client must be brought up to date once more. */
  get overflowed(): boolean {
    return this.#held?.overflowed === true;
  }

  /** Holds frames from here on, and forgets those held before: the next sync page covers them. */
  hold(): void {
    this.#held = new HeldFrames();
  }

  /** Sends what was held, and from now on at once. */
  release(token: string): void {
    const held = this.#held?.take() ?? [];
    this.#held = undefined;
    if (held.length > 0) this.send(held, token);
  }

  send(frames: readonly Frame[], token: string | undefined): void {
    if (this.#closed) return;
    if (this.#held !== undefined) {
      this.#held.keep(frames);
      return;
    }
    const engine = this.socket.conn as unknown as EngineConnection;
    if (engine.readyState !== 'open') return;
    const stream =
      engine.transport.name === 'websocket' && !engine.upgrading ? engine.transport.socket?._socket : undefined;
    if (stream !== undefined && engine.writeBuffer.length === 0) {
      stream.write(join(frames, token));
      if (stream.writableLength > BYTE_BUDGET) this.close('behind', 0);
      return;
    }
    const last = frames.length - 1;
    for (const [index, frame] of frames.entries()) {
      // Engine.IO puts its own message type, the first character, before what it is given.
      engine.write(frame.packet(index === last ? token : undefined).slice(1));
    }
    if (queuedBytes(engine) > BYTE_BUDGET) this.close('behind', 0);
  }

  /** Says why, and closes; a reader that never reads again is dropped after a grace time. */
  close(reason: CloseReason, retryAfter: number): void {
    if (this.#closed) return;
    this.#closed = true;
    const engine = this.socket.conn as unknown as EngineConnection;
    const bye = `42${this.socket.nsp.name === '/' ? '' : `${this.socket.nsp.name},`}["bye",${JSON.stringify({ reason, retry_after_ms: retryAfter })}]`;
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
    if (reason === 'behind') {
      // What waits is what it did not read; only the reason is kept, for its next poll.
      (engine.writeBuffer as { data?: unknown }[]).length = 0;
    }
    engine.write(bye.slice(1));
    setTimeout(() => this.socket.disconnect(true), reason === 'behind' ? GRACE : 50).unref();
  }
}

function queuedBytes(engine: EngineConnection): number {
  let bytes = 0;
  for (const packet of engine.writeBuffer) if (typeof packet.data === 'string') bytes += packet.data.length;
  return bytes;
}
