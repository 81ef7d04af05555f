import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { waitUntil } from './wait-until.ts';

/** A bare TCP connection: what is written is what goes out, and what came is kept byte for byte. */
export class RawSocket {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#chunks.push(chunk));
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => undefined); // A reset by the server is seen as `closed`.
  }

  static async open(port: number): Promise<RawSocket> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawSocket(socket);
  }

  /** Opens a WebSocket to Engine.IO and joins the namespace /v1; returns when the server has said that it is live. */
  static async openWebSocket(port: number, token: string, since?: string): Promise<RawSocket> {
    const raw = await RawSocket.upgrade(port);
    await raw.waitFor('0{');
    await raw.joinV1(token, since);
    return raw;
  }

  /** Opens a WebSocket to Engine.IO and joins nothing. */
  static async upgrade(port: number): Promise<RawSocket> {
    const raw = await RawSocket.open(port);
    raw.socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await raw.waitFor('101 Switching Protocols');
    return raw;
  }

  /** All that came so far. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Whether the connection is closed, or a WebSocket close frame was the last that came. */
  get isClosing(): boolean {
    const tail = Buffer.concat(this.#chunks.slice(-4)).subarray(-130);
    // RFC 6455, 5.5.1: first byte 0x88, then the length of the rest.
    return this.closed || tail.some((byte, at) => byte === 0x88 && tail[at + 1] === tail.length - at - 2);
  }

  get receivedBytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Joins the namespace /v1; returns when the server has said that it is live. */
  async joinV1(token: string, since?: string): Promise<void> {
    this.writeText(`40/v1,${JSON.stringify({ token, ...(since === undefined ? {} : { since }) })}`);
    const acknowledged = new Set<string>();
    await waitUntil('a live WebSocket', () => {
      const text = this.received.toString('latin1');
      for (const [, id = ''] of text.matchAll(/42\/v1,(\d+)\["sync"/g)) {
        if (acknowledged.has(id)) continue;
        acknowledged.add(id);
        this.writeText(`43/v1,${id}[]`);
      }
      if (this.closed) throw new Error(`the connection closed; it had said ${text.slice(-300)}`);
      return text.includes('42/v1,["live"');
    });
  }

  /** Forgets what came so far. */
  forget(): void {
    this.#chunks.length = 0;
  }

  async waitFor(text: string): Promise<void> {
    await waitUntil(`${JSON.stringify(text)} on the wire`, () => {
      if (this.received.includes(text)) return true;
      if (this.closed) throw new Error(`the connection closed; it had said ${this.received.toString().slice(-300)}`);
      return false;
    });
  }

  /** Waits until the server has ended the connection, or has said that it will. */
  async waitForEnd(): Promise<void> {
    await waitUntil('the end of the connection', () => this.isClosing, { within: 20_000 });
  }

  /** One masked text frame, as a browser would send it. */
  writeText(text: string): void {
    this.writeFrame(0x81, Buffer.from(text));
  }

  writeFrame(firstByte: number, payload: Buffer): void {
    this.socket.write(RawSocket.encodeFrame(firstByte, payload));
  }

  /** One masked frame with this first byte (FIN, reserved bits, opcode). */
  static encodeFrame(firstByte: number, payload: Buffer): Buffer {
    const mask = randomBytes(4);
    const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
    return Buffer.concat([toHeader(firstByte, payload.length), mask, masked]);
  }

  close(): void {
    this.socket.destroy();
  }
}

function toHeader(firstByte: number, length: number): Buffer {
  if (length < 126) return Buffer.from([firstByte, 0x80 | length]);
  if (length < 65_536) {
    const header = Buffer.from([firstByte, 0x80 | 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.alloc(10);
  header[0] = firstByte;
  header[1] = 0x80 | 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
