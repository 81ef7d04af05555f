import { connect, createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from './free-port.ts';

/**
 * A TCP port that leads to one of several others, as a load balancer in front of nodes: connections go to the same one as
 * long as it takes them, then to the next. It can be shut, and opened again on the same port.
 */
export class Gate {
  readonly #targets: readonly number[];
  #current: number;
  #port = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  #holding = false;

  /** `first`: which of the targets it begins with. */
  constructor(targets: readonly number[], first = 0) {
    this.#targets = targets;
    this.#current = first % targets.length;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<this> {
    // While it is shut its clients go on trying: a port that the system hands out could become one of their own.
    if (this.#port === 0) this.#port = await findFreePort();
    const server = createServer({ noDelay: true }, (client) => this.#accept(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    return this;
  }

  /** Resets every connection, and takes none. */
  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /**
   * Passes nothing on any more and says nothing, as a machine without power. Released, it leads new connections; those that
   * were there stay silent for ever.
   */
  hold(): void {
    this.#holding = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.removeAllListeners('close');
      socket.resume();
    }
  }

  release(): void {
    this.#holding = false;
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#holding) client.resume();
    else this.#lead(client, 0);
  }

  #lead(client: Socket, tried: number): void {
    if (client.destroyed) return;
    if (tried === this.#targets.length) {
      client.resetAndDestroy();
      return;
    }
    const target = this.#targets[this.#current] as number;
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    upstream.once('error', () => {
      if (!upstream.connecting && upstream.bytesRead > 0) return;
      if (this.#targets[this.#current] === target) this.#current = (this.#current + 1) % this.#targets.length;
      this.#lead(client, tried + 1);
    });
    upstream.once('connect', () => {
      upstream.removeAllListeners('error');
      this.#keep(upstream);
      client.pipe(upstream);
      upstream.pipe(client);
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
