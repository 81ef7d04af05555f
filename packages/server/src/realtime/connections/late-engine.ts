import { EventEmitter } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { encodeBinaryFrame, encodeTextFrame } from './frame.ts';

/** The line below it. */
export interface Carrier {
  readonly stream: NetSocket;
  readonly id: string;
  readonly remoteAddress: string;
  readonly request: object;
  readonly isOpen: boolean;
  say(frames: Buffer): void;
  leave(code?: number, reason?: string): void;
}

/**
 * What the Socket.IO library takes for an Engine.IO connection when a client joins one namespace more on a line that the
 * library has let go of. That namespace lives in the library as usual.
 */
export class LateEngine extends EventEmitter {
  readonly protocol = 4;
  readonly upgrading = false;
  /** Nothing waits here. */
  readonly writeBuffer: readonly never[] = [];
  readonly transport;
  readonly #line: Carrier;

  constructor(line: Carrier) {
    super();
    this.#line = line;
    const close = (code: number, reason: string): void => line.leave(code, reason);
    this.transport = { name: 'websocket', writable: true, socket: { _socket: line.stream, close } };
  }

  /** Where Lines looks for it. */
  get line(): Carrier {
    return this.#line;
  }

  get id(): string {
    return this.#line.id;
  }

  get request(): object {
    return this.#line.request;
  }

  get remoteAddress(): string {
    return this.#line.remoteAddress;
  }

  get readyState(): 'open' | 'closed' {
    return this.#line.isOpen ? 'open' : 'closed';
  }

  /** One Socket.IO packet, or an attachment. */
  write(packet: string | Buffer): void {
    if (!this.#line.isOpen) return;
    this.#line.say(typeof packet === 'string' ? encodeTextFrame(`4${packet}`) : encodeBinaryFrame(packet));
  }

  close(): void {
    this.#line.leave();
  }
}
