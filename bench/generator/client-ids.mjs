// @ts-check
import { randomBytes } from 'node:crypto';

const HEX = Array.from({ length: 4096 }, (_, value) => value.toString(16).padStart(3, '0'));
/** Odd, so that no two numbers below 2^24 are mixed into the same. */
const MIXER = 0x9e3779b1;

/**
 * UUIDv7 as clients make them (RFC 9562, 5.7): the millisecond, then chance. That decides what an index of client ids costs
 * the server. The chance is the message's number, mixed, and a part drawn once: many thousands a second must be cheap.
 */
export class ClientIds {
  #millisecond = 0;
  #time = '';
  #run = randomBytes(6).toString('hex');

  /** @param {number} number never given twice to one of these @param {number} [now] epoch milliseconds */
  next(number, now = Date.now()) {
    if (now !== this.#millisecond) {
      const hex = now.toString(16).padStart(12, '0');
      this.#millisecond = now;
      this.#time = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    }
    const mixed = Math.imul(number, MIXER);
    return `${this.#time}${HEX[(mixed >>> 12) & 0xfff]}-8${HEX[mixed & 0xfff]}-${this.#run}`;
  }
}
