import type { Server, Socket } from 'socket.io';
import { Beats } from './beats.ts';
import { Gate } from './gate.ts';
import type { LateEngine } from './late-engine.ts';
import { canLetGo, letGo } from './let-go.ts';
import type { LibraryEngine, LibraryKinds } from './library.ts';
import { Line, type LineHost } from './line.ts';
import type { RequestTaker } from './request-taker.ts';

/** How often those are looked at again that could not be taken over yet, in milliseconds. */
const RETRY = 50;

export interface LinesOptions {
  io: Server;
  longest: LineHost['longest'];
  beating: LineHost['beating'];
}

/** A client on one namespace that can do without the library. */
export interface Settling extends RequestTaker {
  /** The library’s; undefined when the library has nothing of it any more. */
  readonly socket: Socket | undefined;
  /** Forgets the library’s socket, which ends now. */
  leaveLibrary(): void;
  /** From now on the line carries it. */
  moveTo(line: Line): void;
}

/** The connections of one server that the Socket.IO library has let go of. */
export class Lines implements LineHost {
  readonly gate = new Gate();
  readonly longest: number;
  readonly beating: LinesOptions['beating'];
  readonly #io: Server;
  readonly #beats: Beats;
  /** Connections that are entering a namespace, and in how many. */
  readonly #entering = new WeakMap<object, number>();
  readonly #settling = new Map<LibraryEngine, Settling[]>();
  /** Those of them that could not be taken over at once. */
  readonly #waiting = new Set<LibraryEngine>();
  #timer: NodeJS.Timeout | undefined;
  #kinds: LibraryKinds | undefined;

  constructor({ io, longest, beating }: LinesOptions) {
    this.#io = io;
    this.longest = longest;
    this.beating = beating;
    this.#beats = new Beats(Math.max(beating.interval, beating.timeout));
  }

  /** The library’s classes; there when there is a line. */
  get kinds(): LibraryKinds {
    if (this.#kinds === undefined) throw new Error('There is no line yet.');
    return this.#kinds;
  }

  /** Has the library keep the connection while a client enters a namespace. Returns what ends that. */
  enter({ conn }: Socket): () => void {
    const count = (by: number): void => {
      this.#entering.set(conn, (this.#entering.get(conn) ?? 0) + by);
    };
    count(1);
    return () => count(-1);
  }

  /** The client needs nothing of the library any more. Its connection is taken over as soon as that holds for all its namespaces. */
  settle(settling: Settling): void {
    const engine = settling.socket?.conn as unknown as LibraryEngine | undefined;
    // Not one of another process, and none that a line carries already.
    if (engine === undefined || 'relay' in engine || 'line' in engine) return;
    const others = this.#settling.get(engine);
    if (others !== undefined) others.push(settling);
    else {
      this.#settling.set(engine, [settling]);
      engine.once('close', () => this.#settling.delete(engine));
    }
    if (engine.transport.name === 'polling') engine.once('upgrade', () => this.#try(engine));
    else this.#try(engine);
  }

  #try(engine: LibraryEngine): void {
    if (this.#takeOver(engine)) return;
    this.#waiting.add(engine);
    this.#timer ??= setInterval(this.#retry, RETRY).unref();
  }

  /** Tells all who are still here to go. */
  leaveAll(): void {
    for (const line of this.#beats.all()) (line as Line).leave();
  }

  join(late: LateEngine): void {
    const client = new this.kinds.Client(this.#io, late);
    // It closes connections that join nothing; this one has joined something.
    clearTimeout(client.connectTimeout);
  }

  readonly #retry = (): void => {
    for (const engine of this.#waiting) {
      if (!this.#settling.has(engine) || this.#takeOver(engine)) this.#waiting.delete(engine);
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  };

  #takeOver(engine: LibraryEngine): boolean {
    const settling = this.#settling.get(engine) ?? [];
    const sockets = settling.map(({ socket }) => socket).filter((socket) => socket !== undefined);
    const [first] = sockets;
    if (first === undefined || (this.#entering.get(engine) ?? 0) > 0 || !canLetGo(sockets)) return false;
    const opened = first.handshake.issued;
    for (const one of settling) one.leaveLibrary();
    const { kinds, ...parts } = letGo(first);
    this.#kinds ??= kinds;
    const line = new Line(this, { ...parts, opened }, settling);
    for (const one of settling) one.moveTo(line);
    this.#beats.add(line, line.beat(Date.now()) ?? 0);
    return true;
  }
}
