import type { LibraryDecoder, LibraryKinds, LibraryPacket } from './library.ts';
import type { RequestTaker } from './request-taker.ts';

/** Packet types (socket.io-protocol 5). */
const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const CONNECT_ERROR = 4;

/** The type, the number of attachments, and the namespace where it is not the root. */
const HEAD = /^(\d)(?:(\d+)-)?(\/[^,]*)?/;

export interface PacketListener {
  takers(): readonly RequestTaker[];
  /** It is for a namespace that none of them is. */
  pass(packet: string | Buffer): void;
  /** The client has left its namespace. */
  left(taker: RequestTaker): void;
  /** It is no packet, or out of order. */
  fault(): void;
}

/** Everything of Socket.IO that is not a plain request of a known name: the library’s own decoder reads it. */
export class LinePackets {
  readonly #kinds: LibraryKinds;
  readonly #listener: PacketListener;
  #decoder: LibraryDecoder | undefined;
  #taker: RequestTaker | undefined;
  /** Attachments that have not come yet. */
  #missing = 0;

  constructor(kinds: LibraryKinds, listener: PacketListener) {
    this.#kinds = kinds;
    this.#listener = listener;
  }

  /** Whether the next message must be an attachment. */
  get isWaiting(): boolean {
    return this.#missing > 0;
  }

  hear(packet: string | Buffer): void {
    if (typeof packet === 'string' && !this.isWaiting) {
      const [, type, attachments = '0', namespace = '/'] = HEAD.exec(packet) ?? [];
      this.#taker = this.#listener.takers().find((taker) => taker.namespace === namespace);
      this.#missing = Number(attachments);
      // What is no packet at all is for whoever is here to refuse.
      if (this.#taker === undefined && type === undefined) {
        this.#listener.fault();
        return;
      }
    } else if (this.isWaiting) this.#missing -= 1;
    if (this.#taker === undefined) this.#listener.pass(packet);
    else this.#decode(packet, this.#taker);
  }

  #decode(packet: string | Buffer, taker: RequestTaker): void {
    if (this.#decoder === undefined) {
      this.#decoder = new this.#kinds.Decoder();
      this.#decoder.on('decoded', (decoded: LibraryPacket) => this.#take(decoded, this.#taker ?? taker));
    }
    try {
      this.#decoder.add(packet);
    } catch {
      this.#listener.fault();
    }
  }

  #take({ type, id, data }: LibraryPacket, taker: RequestTaker): void {
    if (type === CONNECT || type === CONNECT_ERROR) this.#listener.fault();
    else if (type === DISCONNECT) this.#listener.left(taker);
    else if (type === EVENT) {
      const event = (data ?? []) as unknown[];
      if (id !== undefined) event.push(taker.makeAnswer(id));
      taker.requestAny(event);
    }
  }
}
