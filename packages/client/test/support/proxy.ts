import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that behaves as bad networks do. */
export class BadNetwork {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** What the next request whose answer is to be lost has in its bytes. */
  #swallow: readonly string[] | null = null;
  swallowed = 0;
  down = false;

  private constructor(target: URL) {
    this.#server = createServer((client) => this.#join(client, target));
  }

  static async to(url: string): Promise<BadNetwork> {
    const proxy = new BadNetwork(new URL(url));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Cuts every connection where it is. */
  cut(): void {
    for (const [client, upstream] of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
  }

  /** The server gets the next request with one of these in its bytes, its answer is lost. */
  swallowNextAnswerTo(...marks: readonly string[]): void {
    this.#swallow = marks;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, target: URL): void {
    if (this.down) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    const pair = [client, upstream] as const;
    let swallowing = false;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (bytes) => {
      if (this.#swallow?.some((mark) => bytes.includes(mark))) {
        this.#swallow = null;
        this.swallowed += 1;
        swallowing = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (swallowing) end();
      else client.write(bytes);
    });
  }
}
