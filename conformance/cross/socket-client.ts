import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { waitUntil } from '../support/wait-until.ts';

interface Heard {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads whose form is what they test.
  data: any;
}

/** A client of the root namespace that remembers everything it heard. */
export class SocketClient {
  readonly socket: Socket;
  readonly heard: Heard[] = [];

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions>) {
    this.socket = io(url, { forceNew: true, transports: ['websocket'], reconnection: false, ...options });
    this.socket.onAny((event: string, data: unknown) => this.heard.push({ event, data }));
  }

  static async connect(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<SocketClient> {
    const client = new SocketClient(url, options);
    await new Promise<void>((resolve, reject) => {
      client.socket.once('connect', resolve);
      client.socket.once('connect_error', reject);
    });
    return client;
  }

  /** Everything of this name that was heard so far. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  all(event: string): any[] {
    return this.heard.filter((one) => one.event === event).map((one) => one.data);
  }

  /** The first event of this name that fits, heard before or from now on. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  async hears(event: string, fits: (data: any) => boolean = () => true): Promise<any> {
    const found = await waitUntil(`the event ${event}`, () => {
      const one = this.heard.find((heard) => heard.event === event && fits(heard.data));
      return one === undefined ? undefined : { one };
    });
    return found.one.data;
  }

  /** Emits and waits for the acknowledgement. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  ask(event: string, ...payload: unknown[]): Promise<any> {
    return this.socket.timeout(10_000).emitWithAck(event, ...payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}
