import type { Socket } from 'node:net';
import { LINK_VERSION, type LinkKind, linkKinds, type Opening } from '../link/link-kinds.ts';
import { encodeMessage, encodeNumber } from '../link/link-message.ts';
import { LinkReader } from '../link/link-reader.ts';
import { writeTogether } from '../link/write-together.ts';
import { Batch, type Target } from './batch.ts';
import { type LinkOutlet, RelayedConnection } from './relayed-connection.ts';

/** A front that takes nothing for this long, in milliseconds, while something waits for it, is given up. */
const PATIENCE = 15_000;
/** So is one for which this many bytes wait. Each of its clients has a budget of its own there, and comes back. */
const MOST_WAITING = 256 * 1024 * 1024;

/** What happens on a link. */
export interface FrontEvents {
  /** The front’s first message: what it is to be told. */
  welcome: () => string;
  opened: (connection: RelayedConnection) => void;
  /** The front stops. */
  leaving: (holder: string) => void;
  failed: (fault: unknown) => void;
}

/** The owner’s end of the link with one front. */
export class FrontLink implements LinkOutlet {
  holder = '';
  /** Whether clients can reach the front. */
  serves = false;
  readonly #socket: Socket;
  readonly #events: FrontEvents;
  readonly #connections = new Map<number, RelayedConnection>();
  #batch = new Batch();
  #waiting = false;
  #ending = false;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: Socket, events: FrontEvents) {
    this.#socket = socket;
    this.#events = events;
    const reader = new LinkReader((kind, body) => this.#hear(kind as LinkKind, body));
    socket.on('data', (chunk) => {
      try {
        reader.read(chunk);
      } catch (fault) {
        events.failed(fault);
        socket.destroy();
      }
    });
    socket.on('error', () => undefined); // The end that follows says enough.
    socket.on('drain', () => this.#rest());
    socket.on('close', () => this.#end());
  }

  /** Bytes that the front has not taken yet. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  add(target: Target, message: Buffer): void {
    this.#batch.add(target, message);
    // The library gives its packets one by one: those of one turn leave together.
    if (this.#waiting) return;
    this.#waiting = true;
    setImmediate(() => this.#flush());
  }

  share(target: Target, frames: Buffer): void {
    this.#batch.share(target, frames);
  }

  /** To be called after the last word for one connection at a turn’s end: others follow before the next tick. */
  endTurn(): void {
    if (this.#ending) return;
    this.#ending = true;
    process.nextTick(() => {
      this.#ending = false;
      this.#flush();
    });
  }

  /** How many connections there are at all fronts. */
  tellLoad(connections: number): void {
    this.#write([encodeMessage(linkKinds.load, encodeNumber(connections))]);
  }

  /** Writes what has gathered, and ends; resolves when the front has it. */
  end(): Promise<void> {
    this.#flush();
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      setTimeout(() => this.#socket.destroy(), 1_000).unref();
    });
  }

  #flush(): void {
    this.#waiting = false;
    if (this.#batch.isEmpty) return;
    const parts = this.#batch.encode();
    this.#batch = new Batch();
    this.#write(parts);
  }

  #write(parts: readonly Buffer[]): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (writeTogether(this.#socket, parts)) return;
    if (this.#socket.writableLength > MOST_WAITING) this.#giveUp();
    if (this.#stalled === undefined) this.#watch();
  }

  /** Bytes that the front has taken, or the kernel for it. */
  get #taken(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  /** Under load something may wait all the time; a front that takes nothing of it hangs. */
  #watch(): void {
    const taken = this.#taken;
    this.#stalled = setTimeout(() => {
      if (this.#taken === taken) this.#giveUp();
      else this.#watch();
    }, PATIENCE).unref();
  }

  #rest(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
  }

  #giveUp(): void {
    this.#events.failed(new Error(`the front ${this.holder} takes nothing; its connections are closed`));
    this.#socket.destroy();
  }

  #end(): void {
    this.#rest();
    for (const connection of this.#connections.values()) connection.end('transport close');
    this.#connections.clear();
  }

  #hear(kind: LinkKind, body: Buffer): void {
    if (kind === linkKinds.hello) this.#greet(body);
    else if (kind === linkKinds.serves) this.serves = true;
    else if (kind === linkKinds.leaving) {
      this.serves = false;
      this.#events.leaving(this.holder);
    } else if (kind === linkKinds.opened)
      this.#open(body.readUInt32BE(0), JSON.parse(body.toString('utf8', 4)) as Opening);
    else {
      const connection = this.#connections.get(body.readUInt32BE(0));
      // One that was given up on both sides at the same time.
      if (connection === undefined) return;
      try {
        this.#hearOf(connection, kind, body.subarray(4));
      } catch (fault) {
        // What one client said is no reason to end all others of its front.
        this.#events.failed(fault);
        connection.close();
      }
    }
  }

  #greet(body: Buffer): void {
    const { version, id } = JSON.parse(body.toString()) as { version: number; id: string };
    this.holder = id;
    if (version === LINK_VERSION) {
      this.#write([encodeMessage(linkKinds.welcome, this.#events.welcome())]);
      return;
    }
    const sentence = `This process speaks version ${version} with the owner of the file, which speaks ${LINK_VERSION}: restart the server.`;
    this.#write([encodeMessage(linkKinds.refused, sentence)]);
    this.#socket.end();
  }

  #open(number: number, opening: Opening): void {
    const connection = new RelayedConnection(this, number, opening);
    this.#connections.set(number, connection);
    this.#events.opened(connection);
  }

  #hearOf(connection: RelayedConnection, kind: LinkKind, body: Buffer): void {
    switch (kind) {
      case linkKinds.text:
        connection.hear(body.toString());
        break;
      case linkKinds.binary:
        if (connection.readyState === 'open') connection.emit('data', Buffer.from(body));
        break;
      case linkKinds.upgraded:
        connection.transport.name = body.toString();
        break;
      case linkKinds.waiting:
        connection.waiting = body.readUInt32BE(0);
        break;
      case linkKinds.behind:
        connection.fallBehind();
        break;
      case linkKinds.closed:
        this.#connections.delete(connection.number);
        connection.end(body.toString());
        break;
      default:
        throw new Error(`a front sent a message of the kind ${kind}`);
    }
  }
}
