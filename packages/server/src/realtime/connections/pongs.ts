import type { Socket } from 'node:net';
import { encodePong } from './control-frames.ts';
import { waitingBytes } from './direct-write.ts';

/** With more bytes than this waiting for the reader, it has one pong at a time. */
const MOST_WAITING = 4 * 1024;

/**
 * Answers pings; where the answers are not read, only the last ping (RFC 6455, 5.5.3): whoever pings and reads nothing would
 * else fill the memory.
 */
export class Pongs {
  readonly #stream: Socket;
  #isWaiting = false;
  #next: Buffer | undefined;

  constructor(stream: Socket) {
    this.#stream = stream;
  }

  answer(data: Buffer): void {
    if (this.#isWaiting) this.#next = Buffer.from(data);
    else if (waitingBytes(this.#stream) <= MOST_WAITING) this.#stream.write(encodePong(data));
    else {
      this.#isWaiting = true;
      this.#stream.write(encodePong(data), this.#written);
    }
  }

  readonly #written = (): void => {
    this.#isWaiting = false;
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined && this.#stream.writable) this.answer(next);
  };
}
