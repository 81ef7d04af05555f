import { EventEmitter } from 'node:events';
import type { CloseReason } from '@parlance/protocol';
import { encodeBinaryFrame, encodeTextFrame } from '../../realtime/connections/frame.ts';
import type { Relay } from '../../realtime/connections/relay.ts';
import { takeRequest } from '../../realtime/connections/take-request.ts';
import { type LinkKind, linkKinds, type Opening } from '../link/link-kinds.ts';
import { encodeFor } from '../link/link-message.ts';
import type { Target } from './batch.ts';

/** What a connection needs of its link. */
export interface LinkOutlet {
  readonly holder: string;
  add(target: Target, message: Buffer): void;
  share(target: Target, frames: Buffer): void;
  endTurn(): void;
}

/**
 * What the Socket.IO library takes for an Engine.IO connection; the real one is in a front. The library, v1 and the
 * dialects run on it unmodified.
 */
export class RelayedConnection extends EventEmitter implements Relay, Target {
  readonly number: number;
  readonly id: string;
  /** Of Engine.IO. Fronts speak no other. */
  readonly protocol = 4;
  readonly remoteAddress: string;
  readonly request: object;
  readonly transport: { name: string; readonly writable: boolean };
  readonly upgrading = false;
  /** Nothing waits here. */
  readonly writeBuffer: readonly never[] = [];
  readyState: 'open' | 'closing' | 'closed' = 'open';
  readonly takers: Relay['takers'] = [];
  waiting = 0;
  batch = 0;
  place = 0;
  readonly #link: LinkOutlet;

  constructor(link: LinkOutlet, number: number, opening: Opening) {
    super();
    this.#link = link;
    this.number = number;
    this.id = opening.id;
    this.remoteAddress = opening.address;
    this.transport = { name: opening.transport, writable: true };
    const { url, method, headers, query, encrypted } = opening;
    this.request = { url, method, headers, _query: query, connection: { encrypted } };
  }

  /** Where SocketConnection looks for it. */
  get relay(): Relay {
    return this;
  }

  get holder(): string {
    return this.#link.holder;
  }

  /** What the library has to say: one Socket.IO packet, or an attachment. */
  write(packet: string | Buffer): void {
    if (this.readyState !== 'open') return;
    const frame = typeof packet === 'string' ? encodeTextFrame(`4${packet}`) : encodeBinaryFrame(packet);
    this.#tell(linkKinds.pass, frame);
  }

  deliver(answers: readonly string[], frames: Buffer | undefined): void {
    if (this.readyState !== 'open') return;
    if (answers.length > 0) this.#tell(linkKinds.tell, Buffer.concat(answers.map(encodeTextFrame)));
    if (frames !== undefined) this.#link.share(this, frames);
    this.#link.endTurn();
  }

  bye(packet: string, reason: CloseReason): void {
    if (this.readyState === 'open') this.#tell(linkKinds.bye, Buffer.from(JSON.stringify({ packet, reason })));
  }

  close(): void {
    if (this.readyState !== 'open') return;
    this.readyState = 'closing';
    this.#tell(linkKinds.close);
  }

  /** An Engine.IO message of the client, without the character that says that it is one. */
  hear(text: string): void {
    if (this.readyState !== 'open') return;
    for (const taker of this.takers) {
      const prefix = taker.prefix.slice(1);
      if (!taker.closed && text.startsWith(prefix) && takeRequest(taker, text.slice(prefix.length))) return;
    }
    this.emit('data', text);
  }

  /** The front has found that this reader does not read. */
  fallBehind(): void {
    // Somebody who has joined no namespace yet cannot be told why.
    if (this.listenerCount('behind') === 0) this.close();
    else this.emit('behind');
  }

  /** The real connection is gone, or its front is. */
  end(reason: string): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.emit('close', reason);
  }

  #tell(kind: LinkKind, body?: Buffer): void {
    this.#link.add(this, encodeFor(this.number, kind, body));
  }
}
