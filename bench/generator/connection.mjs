// @ts-check
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { CLOSE, FrameReader, PING, PONG, TEXT, writeClientFrame } from './frames.mjs';

/** @typedef {import('../types.ts').Peer} Peer */

/**
 * What stands above the frames: how a connection greets, what its texts mean, how a message is sent.
 * @typedef {object} Wire
 * @property {(peer: Peer) => string} path
 * @property {(connection: Connection, buffer: Buffer, start: number, end: number) => void} receive
 * @property {(connection: Connection, number: number) => string} toSend
 * @property {boolean} readyOnOpen whether the upgrade alone makes the connection usable
 */

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
// One for all connections: libuv reads, calls back and is done with it before it reads again.
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);
const WRITE_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

/** One WebSocket over a raw TCP socket: no library between the wire and the counters. */
export class Connection {
  /** Set by a wire that wants to see the next event in full. */
  wantsToken = false;
  isOpen = false;
  /** Why the server says that it closes, where it says so. */
  farewell = '';
  #socket;
  #wire;
  #meter;
  #reader;
  #header = '';
  #upgraded = false;
  #accept;
  /** @type {(() => void) | undefined} */
  #resolve;
  /** @type {((error: Error) => void) | undefined} */
  #reject;

  /** @param {number} port @param {Peer} peer @param {Wire} wire @param {import('./meter.mjs').Meter} meter */
  constructor(port, peer, wire, meter) {
    this.peer = peer;
    this.#wire = wire;
    this.#meter = meter;
    this.#reader = new FrameReader((opcode, buffer, start, end) => this.#onFrame(opcode, buffer, start, end));
    const key = randomBytes(16).toString('base64');
    this.#accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: READ_BUFFER, callback: (bytes, buffer) => this.#onRead(bytes, /** @type {Buffer} */ (buffer)) },
    });
    this.#socket.on('connect', () => this.#upgrade(port, key));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error(`The server closed the connection. ${this.farewell}`)));
  }

  /** Resolves when messages may be sent. Rejects when the server refuses or closes first. @returns {Promise<void>} */
  opened() {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Called by the wire once the server has accepted. */
  markOpen() {
    this.isOpen = true;
    this.#resolve?.();
  }

  /** Called by the wire when the server says no. @param {string} reason */
  fail(reason) {
    this.#end(new Error(reason));
    this.#socket.destroy();
  }

  /** @param {number} number */
  sendMessage(number) {
    this.sendText(this.#wire.toSend(this, number));
  }

  /** @param {string} text ASCII */
  sendText(text) {
    this.#sendFrame(TEXT, text);
  }

  close() {
    this.isOpen = false;
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  /** @param {number} opcode @param {string} payload */
  #sendFrame(opcode, payload) {
    const end = writeClientFrame(WRITE_BUFFER, 0, opcode, payload);
    // A copy, because the socket keeps the bytes when the kernel's buffer is full.
    this.#socket.write(Buffer.from(WRITE_BUFFER.subarray(0, end)));
  }

  /** @param {number} port @param {string} key */
  #upgrade(port, key) {
    this.#socket.write(
      `GET ${this.#wire.path(this.peer)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  }

  /** @param {number} bytes @param {Buffer} buffer */
  #onRead(bytes, buffer) {
    this.#meter.now = performance.now();
    try {
      const start = this.#upgraded ? 0 : this.#readHeader(buffer, bytes);
      if (start < bytes) this.#reader.push(buffer, start, bytes);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
    return true;
  }

  /** Returns where the frames begin. @param {Buffer} buffer @param {number} bytes */
  #readHeader(buffer, bytes) {
    const before = this.#header.length;
    this.#header += buffer.toString('latin1', 0, bytes);
    const end = this.#header.indexOf('\r\n\r\n');
    if (end === -1) return bytes;
    const header = this.#header.slice(0, end);
    if (!header.startsWith('HTTP/1.1 101'))
      throw new Error(`The server did not upgrade: ${this.#header.slice(0, 300)}`);
    if (!header.includes(this.#accept)) throw new Error('The server answered with a wrong Sec-WebSocket-Accept.');
    this.#upgraded = true;
    this.#header = '';
    if (this.#wire.readyOnOpen) this.markOpen();
    return end + 4 - before;
  }

  /** @param {number} opcode @param {Buffer} buffer @param {number} start @param {number} end */
  #onFrame(opcode, buffer, start, end) {
    if (opcode === TEXT) this.#wire.receive(this, buffer, start, end);
    else if (opcode === PING) this.#sendFrame(PONG, buffer.toString('latin1', start, end));
    else if (opcode === CLOSE) this.#socket.end();
    else if (opcode !== PONG) throw new Error(`The server sent a frame with the opcode ${opcode}.`);
  }

  /** @param {Error} error */
  #end(error) {
    if (this.isOpen) this.#meter.closed += 1;
    this.isOpen = false;
    this.#reject?.(error);
  }
}
