import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What the proxy does to answers; requests always go through.
 * - pass: nothing
 * - cut: the first byte of an answer ends the connection on both sides with a reset; no byte of it is passed on
 * - swallow: answers vanish and the connection stays
 */
export type ProxyMode = 'pass' | 'cut' | 'swallow';

/** A TCP proxy before a server, which loses answers on demand. */
export class CuttingProxy {
  mode: ProxyMode = 'pass';
  /** Milliseconds that each chunk of an answer is held back. */
  delay = 0;
  /** How many connections lost an answer. */
  cuts = 0;
  readonly #server: Server;
  readonly #upstreamPort: number;
  readonly #pairs = new Set<{ client: Socket; upstream: Socket }>();

  private constructor(upstreamPort: number) {
    this.#upstreamPort = upstreamPort;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async open(upstreamPort: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(upstreamPort);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Resets every connection that is open now. */
  resetAll(): void {
    for (const pair of this.#pairs) this.#reset(pair);
  }

  async close(): Promise<void> {
    this.resetAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const upstream = connect({ port: this.#upstreamPort, host: '127.0.0.1', noDelay: true });
    const pair = { client, upstream };
    this.#pairs.add(pair);
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => this.#answer(pair, chunk));
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
    for (const socket of [client, upstream]) {
      socket.on('error', () => this.#reset(pair)); // A broken side breaks the other; that is what proxies do.
      socket.on('close', () => this.#reset(pair));
    }
  }

  #answer(pair: { client: Socket; upstream: Socket }, chunk: Buffer): void {
    if (this.mode === 'cut') {
      this.cuts += 1;
      this.#reset(pair);
    } else if (this.mode === 'pass') {
      if (this.delay === 0) pair.client.write(chunk);
      else setTimeout(() => pair.client.writable && pair.client.write(chunk), this.delay);
    }
  }

  #reset(pair: { client: Socket; upstream: Socket }): void {
    if (!this.#pairs.delete(pair)) return;
    pair.client.resetAndDestroy();
    pair.upstream.destroy();
  }
}
