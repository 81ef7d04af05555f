import type { Socket as NetSocket } from 'node:net';
import type { CloseReason } from '@parlance/protocol';
import { MOST_QUEUED } from '../../realtime/connections/bound-queue.ts';
import { BYTE_BUDGET } from '../../realtime/connections/connection.ts';
import { encodeTextFrame } from '../../realtime/connections/frame.ts';
import { LATE } from '../../realtime/connections/spare-late-reader.ts';
import { type LinkKind, linkKinds } from '../link/link-kinds.ts';
import { encodeNumber } from '../link/link-message.ts';
import { directStream, type EngineConnection, queuedBytes } from './engine-connection.ts';
import { splitFrames } from './split-frames.ts';

/** How long a connection that was cut may take to read what was written before, reason included. */
const GRACE = 10_000;

/** What a connection needs of the link with the owner. */
export interface OwnerOutlet {
  /** false: the link is full, and the client should not be read from before it has room. */
  send(number: number, kind: LinkKind, body?: string | Buffer): boolean;
  /** Called once when the link has room again. */
  whenRoomy(listener: () => void): void;
  /** This connection has something to write at the end of what is being read from the link. */
  touched(connection: FrontConnection): void;
}

/** A client’s connection in a front. What it says goes to the owner; what the owner has for it is written here. */
export class FrontConnection {
  readonly number: number;
  readonly #engine: EngineConnection;
  readonly #owner: OwnerOutlet;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Whether a reader that is too slow for what was added is found behind. */
  #judged = false;
  /** After `behind` only a goodbye is written. */
  #state: 'open' | 'behind' | 'told' = 'open';
  #late = false;
  #paused = false;

  constructor(engine: EngineConnection, number: number, owner: OwnerOutlet) {
    this.#engine = engine;
    this.number = number;
    this.#owner = owner;
    engine.on('data', (data) => this.#pass(data));
    engine.on('upgrade', ({ name }) => owner.send(number, linkKinds.upgraded, name));
    engine.on('drain', () => this.#catchUp());
  }

  /** Gathers whole WebSocket frames; they are a view that is good until `flush`. */
  add(frames: Buffer, judged: boolean): void {
    if (this.#isMute) return;
    if (this.#parts.length === 0) this.#owner.touched(this);
    this.#parts.push(frames);
    this.#bytes += frames.length;
    this.#judged ||= judged;
  }

  /** After a goodbye a WebSocket is closed; who polls may still hear the library’s own. */
  get #isMute(): boolean {
    if (this.#state === 'told') return this.#engine.transport.name === 'websocket';
    return this.#state === 'behind';
  }

  /** Writes what has gathered, in one call. */
  flush(): void {
    const parts = this.#parts;
    const judged = this.#judged;
    const length = this.#bytes;
    this.#parts = [];
    this.#bytes = 0;
    this.#judged = false;
    const engine = this.#engine;
    if (engine.readyState !== 'open' || parts.length === 0) return;
    const waited = this.#waitingBytes();
    const stream = directStream(engine);
    if (stream !== undefined) {
      const [first] = parts;
      // What waits is copied: a view would keep everything alive that was read from the link at the same time.
      stream.write(parts.length === 1 && waited === 0 ? (first as Buffer) : Buffer.concat(parts, length));
    } else for (const part of parts) for (const message of splitFrames(part)) engine.write(message);
    const waiting = this.#waitingBytes();
    // Who has read everything is not behind because one event, an image perhaps, is larger than the budget.
    if (judged && waited > 0 && waiting > BYTE_BUDGET) this.#fallBehind();
    // Of the library: answers to somebody who asks on and reads none.
    else if (waited > MOST_QUEUED) stream?.destroy();
    else if (waiting > LATE && !this.#late) this.#tellWaiting(waiting, stream);
  }

  /** Says why, and closes; a reader that never reads again is dropped after a grace time. */
  bye(packet: string, reason: CloseReason): void {
    this.flush();
    if (this.#state === 'told') return;
    this.#state = 'told';
    const engine = this.#engine;
    const web = engine.transport.name === 'websocket' ? engine.transport.socket : undefined;
    const stream = web?._socket;
    if (web === undefined || stream === undefined) {
      // The owner closes it when the reason has had time to arrive.
      engine.write(packet.slice(1));
      return;
    }
    stream.write(encodeTextFrame(packet));
    // 4000-4999 is for private use (RFC 6455, 7.4.2).
    web.close(4000, reason);
    const timer = setTimeout(() => stream.destroy(), GRACE).unref();
    stream.once('close', () => clearTimeout(timer));
  }

  close(): void {
    this.flush();
    this.#engine.close();
  }

  /** The owner is gone: nobody is there to say anything to. */
  abandon(): void {
    this.#engine.close(true);
  }

  #pass(data: string | Buffer): void {
    const kind = typeof data === 'string' ? linkKinds.text : linkKinds.binary;
    if (this.#owner.send(this.number, kind, data) || this.#paused) return;
    const web = this.#engine.transport.socket;
    // Requests of a client that polls wait before their bodies are read.
    if (web === undefined) return;
    this.#paused = true;
    web.pause();
    this.#owner.whenRoomy(() => {
      this.#paused = false;
      web.resume();
    });
  }

  #waitingBytes(): number {
    const stream = directStream(this.#engine);
    return stream === undefined ? queuedBytes(this.#engine) : stream.writableLength;
  }

  #fallBehind(): void {
    this.#state = 'behind';
    // What waits in Engine.IO is what was not read; only the reason is kept, for the next poll.
    if (directStream(this.#engine) === undefined) this.#engine.writeBuffer.length = 0;
    this.#owner.send(this.number, linkKinds.behind);
  }

  #tellWaiting(bytes: number, stream: NetSocket | undefined): void {
    this.#late = true;
    stream?.once('drain', () => this.#catchUp());
    this.#owner.send(this.number, linkKinds.waiting, encodeNumber(bytes));
  }

  #catchUp(): void {
    // Engine.IO also says so when only a ping has left.
    if (!this.#late || this.#waitingBytes() > LATE) return;
    this.#late = false;
    this.#owner.send(this.number, linkKinds.waiting, encodeNumber(0));
  }
}
