import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Payload } from './http.ts';
import { waitUntil } from './wait-until.ts';

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

interface Heard {
  event: string;
  payload: Payload;
}

/** A client of the root namespace that remembers everything it heard. */
export class SocketClient {
  readonly socket: Socket;
  readonly heard: Heard[] = [];

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = io(url, { forceNew: true, transports: ['websocket'], reconnection: false, ...options });
    this.socket.onAny((event: string, payload: Payload) => this.heard.push({ event, payload }));
  }

  static async connect(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const client = new SocketClient(url, options);
    await client.connected();
    return client;
  }

  /** Resolves once the handshake is done; rejects with the server’s refusal. */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
  }

  emit(event: string, ...payload: unknown[]): void {
    this.socket.emit(event, ...payload);
  }

  /** Emits and waits for the acknowledgement. */
  asks(event: string, ...payload: unknown[]): Promise<Payload> {
    return this.socket.timeout(10_000).emitWithAck(event, ...payload) as Promise<Payload>;
  }

  /** The first event of this name that fits, heard before or from now on. */
  async hears(event: string, fits: (payload: Payload) => boolean = () => true): Promise<Payload> {
    const found = await waitUntil(`the event ${event}`, () =>
      this.heard.find((one) => one.event === event && fits(one.payload)),
    );
    return found.payload;
  }

  /** Everything of this name that was heard so far. */
  all(event: string): Payload[] {
    return this.heard.filter((one) => one.event === event).map((one) => one.payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}
