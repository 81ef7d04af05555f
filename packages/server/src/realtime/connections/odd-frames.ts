import { measureClientFrame } from './client-frame.ts';
import type { LibraryKinds, LibraryReceiver } from './library.ts';

/** A code that says why a WebSocket is closed (RFC 6455, 7.4.1), where ws keeps it on its errors. */
const STATUS_CODE = 'status-code';
const PROTOCOL_ERROR = 1002;
const BETWEEN_FRAMES = 0;
/** As many as ws takes where it is told nothing (ws 8.23, lib/websocket-server.js): short ones cost far more than their bytes. */
const MOST_PARTS = { maxFragments: 16 * 1024, maxBufferedChunks: 256 * 1024 };

export interface FrameListener {
  hearMessage(data: Buffer, isBinary: boolean): void;
  hearPing(data: Buffer): void;
  /** The other end closes. */
  hearClose(code: number, reason: Buffer): void;
  /** What came is no WebSocket message, or too long; `code` says so to the other end. */
  hearFault(code: number): void;
}

/**
 * All that is not a whole, plain text message: parts, control frames, attachments, what is very long, faults. ws takes them
 * apart, one frame at a time; made when the first comes, and let go of when there are whole messages again.
 */
export class OddFrames {
  readonly #receiver: LibraryReceiver;
  /** Bytes of the present frame that have not come yet. */
  #missing = 0;

  constructor({ Receiver }: LibraryKinds, longest: number, listener: FrameListener) {
    this.#receiver = new Receiver({ isServer: true, maxPayload: longest, ...MOST_PARTS });
    this.#receiver.on('message', (data: Buffer, isBinary: boolean) => listener.hearMessage(data, isBinary));
    this.#receiver.on('ping', (data: Buffer) => listener.hearPing(data));
    this.#receiver.on('conclude', (code: number, reason: Buffer) => listener.hearClose(code, reason));
    this.#receiver.on('error', (fault: Error) => listener.hearFault(findStatusCode(fault)));
  }

  /** Takes the rest of the present frame, or the next frame, and returns how many bytes that were; undefined when its head is not whole. */
  take(chunk: Buffer, at: number): number | undefined {
    if (this.#missing === 0) {
      const length = measureClientFrame(chunk, at);
      if (length === undefined) return undefined;
      this.#missing = length;
    }
    const taken = Math.min(this.#missing, chunk.length - at);
    this.#missing -= taken;
    // The bytes are only lent, and ws keeps them until the message is whole.
    this.#receiver.write(Buffer.from(chunk.subarray(at, at + taken)));
    return taken;
  }

  /** Whether nothing of a frame or of a message is kept here. */
  get isDone(): boolean {
    const { _state, _fragmented, _bufferedBytes, writableLength, _errored } = this.#receiver;
    const isBetween = _state === BETWEEN_FRAMES && _fragmented === 0 && _bufferedBytes === 0 && writableLength === 0;
    return this.#missing === 0 && isBetween && !_errored;
  }

  /** Whether it can go on at all. */
  get isBroken(): boolean {
    return this.#receiver._errored;
  }
}

function findStatusCode(fault: Error): number {
  const symbol = Object.getOwnPropertySymbols(fault).find(({ description }) => description === STATUS_CODE);
  const code: unknown = symbol === undefined ? undefined : (fault as unknown as Record<symbol, unknown>)[symbol];
  return typeof code === 'number' ? code : PROTOCOL_ERROR;
}
