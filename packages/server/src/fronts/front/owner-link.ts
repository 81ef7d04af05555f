import { connect, type Socket } from 'node:net';
import { LINK_VERSION, type LinkKind, linkKinds, type Opening } from '../link/link-kinds.ts';
import { encodeFor, encodeMessage } from '../link/link-message.ts';
import { LinkReader } from '../link/link-reader.ts';
import { writeTogether } from '../link/write-together.ts';
import type { EngineConnection } from './engine-connection.ts';
import { FrontConnection, type OwnerOutlet } from './front-connection.ts';

/** How long to wait before the owner is looked for again, in milliseconds. */
const PAUSE = 50;
/** With more than this many bytes waiting for the owner, clients are not read from. */
const FULL = 1024 * 1024;

export interface OwnerLinkParts {
  /** Where the owner listens. */
  path: string;
  /** The front’s own id. */
  id: string;
  welcomed: (text: string) => void;
  /** The owner is of another version. */
  refused: (sentence: string) => void;
}

/** The front’s end of the link. It finds the owner again after an end; connections do not outlive a link. */
export class OwnerLink implements OwnerOutlet {
  readonly #parts: OwnerLinkParts;
  readonly #connections = new Map<number, FrontConnection>();
  /** This front stops. */
  isLeaving = false;
  #socket: Socket | undefined;
  #number = 0;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #touched: FrontConnection[] = [];
  #roomy: (() => void)[] = [];
  #serves = false;
  #stopped = false;
  #retry: NodeJS.Timeout | undefined;
  /** How many connections there were at all fronts when the owner last said so, and here. */
  #load = { all: 0, here: 0 };

  constructor(parts: OwnerLinkParts) {
    this.#parts = parts;
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  get isFull(): boolean {
    return (this.#socket?.writableLength ?? 0) + this.#gatheredBytes > FULL;
  }

  /** How many connections this front holds. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many connections there are at all fronts, as far as is known. */
  get load(): number {
    return this.#load.all + Math.max(0, this.size - this.#load.here);
  }

  /** Takes a connection on; without an owner it is closed. */
  open(engine: EngineConnection): void {
    if (this.#socket === undefined) {
      engine.close(true);
      return;
    }
    this.#number += 1;
    const number = this.#number;
    const connection = new FrontConnection(engine, number, this);
    this.#connections.set(number, connection);
    engine.on('close', (reason) => {
      if (this.#connections.get(number) !== connection) return;
      this.#connections.delete(number);
      this.send(number, linkKinds.closed, reason);
    });
    this.send(number, linkKinds.opened, JSON.stringify(toOpening(engine)));
  }

  send(number: number, kind: LinkKind, body?: string | Buffer): boolean {
    this.#gather(encodeFor(number, kind, body));
    return !this.isFull;
  }

  whenRoomy(listener: () => void): void {
    this.#roomy.push(listener);
  }

  touched(connection: FrontConnection): void {
    this.#touched.push(connection);
  }

  /** Tells the owner that clients can reach this front; every owner anew. */
  serve(): void {
    this.#serves = true;
    this.#gather(encodeMessage(linkKinds.serves));
  }

  /** Tells the owner that this front stops. */
  leave(): void {
    this.isLeaving = true;
    this.#gather(encodeMessage(linkKinds.leaving));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#flush();
    this.#socket?.end();
  }

  #connect(): void {
    const socket = connect(this.#parts.path);
    const reader = new LinkReader((kind, body) => this.#hear(kind as LinkKind, body));
    socket.on('connect', () => {
      this.#socket = socket;
      const { id } = this.#parts;
      this.#gather(encodeMessage(linkKinds.hello, JSON.stringify({ version: LINK_VERSION, id })));
      if (this.#serves) this.serve();
    });
    socket.on('data', (chunk) => {
      try {
        reader.read(chunk);
      } catch {
        socket.destroy(); // Not our protocol: begin anew.
      }
      for (const connection of this.#touched.splice(0)) connection.flush();
    });
    socket.on('drain', () => this.#makeRoom());
    socket.on('error', () => undefined); // The end that follows says enough.
    socket.on('close', () => this.#end());
  }

  #end(): void {
    this.#socket = undefined;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of connections) connection.abandon();
    this.#makeRoom();
    if (!this.#stopped) this.#retry = setTimeout(() => this.#connect(), PAUSE);
  }

  #makeRoom(): void {
    for (const listener of this.#roomy.splice(0)) listener();
  }

  /** What the clients said in one turn of the event loop crosses in one write. */
  #gather(message: Buffer): void {
    if (this.#socket === undefined) return;
    this.#gatheredBytes += message.length;
    if (this.#gathered.push(message) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const messages = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (this.#socket === undefined || messages.length === 0) return;
    // Who found it full in this turn is not called by the stream when all of it left at once.
    if (writeTogether(this.#socket, messages)) this.#makeRoom();
  }

  #hear(kind: LinkKind, body: Buffer): void {
    switch (kind) {
      case linkKinds.share:
        this.#share(body);
        break;
      case linkKinds.tell:
        this.#find(body)?.add(body.subarray(4), true);
        break;
      case linkKinds.pass:
        this.#find(body)?.add(body.subarray(4), false);
        break;
      case linkKinds.bye: {
        const { packet, reason } = JSON.parse(body.toString('utf8', 4));
        this.#find(body)?.bye(packet, reason);
        break;
      }
      case linkKinds.close:
        this.#find(body)?.close();
        break;
      case linkKinds.load:
        this.#load = { all: body.readUInt32BE(0), here: this.size };
        break;
      case linkKinds.welcome:
        this.#parts.welcomed(body.toString());
        break;
      case linkKinds.refused:
        this.#parts.refused(body.toString());
        break;
      default:
        throw new Error(`the owner sent a message of the kind ${kind}`);
    }
  }

  #share(body: Buffer): void {
    const count = body.readUInt32BE(0);
    const frames = body.subarray(4 + count * 4);
    for (let index = 1; index <= count; index += 1)
      this.#connections.get(body.readUInt32BE(index * 4))?.add(frames, true);
  }

  #find(body: Buffer): FrontConnection | undefined {
    return this.#connections.get(body.readUInt32BE(0));
  }
}

function toOpening(engine: EngineConnection): Opening {
  const { request } = engine;
  return {
    id: engine.id,
    transport: engine.transport.name,
    address: engine.remoteAddress,
    encrypted: 'encrypted' in request.socket,
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    query: request._query,
    headers: request.headers,
  };
}
