// @ts-check

/** RFC 6455 opcodes that a server of ours may use. */
export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

const LONGEST_FRAME = 64 * 1024 * 1024;

/** @param {Uint8Array} buffer @param {number} at */
export function byteAt(buffer, at) {
  return /** @type {number} */ (buffer[at]);
}

/**
 * Writes one masked client frame and returns where it ends. The mask is fixed: nobody stands between this program and the
 * server on the same machine, and the server has the same work with any mask but zero.
 * @param {Buffer} target large enough for the payload and 14 bytes
 * @param {number} at
 * @param {number} opcode
 * @param {string} payload ASCII only
 */
export function writeClientFrame(target, at, opcode, payload) {
  const length = payload.length;
  let cursor = at;
  target[cursor++] = 0x80 | opcode;
  if (length < 126) {
    target[cursor++] = 0x80 | length;
  } else if (length < 65_536) {
    target[cursor++] = 0x80 | 126;
    cursor = target.writeUInt16BE(length, cursor);
  } else {
    target[cursor++] = 0x80 | 127;
    cursor = target.writeBigUInt64BE(BigInt(length), cursor);
  }
  target[cursor++] = MASK[0];
  target[cursor++] = MASK[1];
  target[cursor++] = MASK[2];
  target[cursor++] = MASK[3];
  target.write(payload, cursor, 'latin1');
  for (let index = 0; index < length; index += 1) {
    target[cursor + index] = byteAt(target, cursor + index) ^ /** @type {number} */ (MASK[index & 3]);
  }
  return cursor + length;
}

const MASK = /** @type {const} */ ([0x37, 0xfa, 0x21, 0x3d]);

/**
 * The whole length of the frame that starts at `at`, or 0 when its header is not all there yet.
 * @param {Uint8Array} buffer @param {number} at @param {number} end
 */
export function frameLength(buffer, at, end) {
  if (end - at < 2) return 0;
  const short = byteAt(buffer, at + 1) & 0x7f;
  if (short < 126) return 2 + short;
  if (short === 126) return end - at < 4 ? 0 : 4 + ((byteAt(buffer, at + 2) << 8) | byteAt(buffer, at + 3));
  if (end - at < 10) return 0;
  let length = 0;
  for (let index = 2; index < 10; index += 1) length = length * 256 + byteAt(buffer, at + index);
  if (length > LONGEST_FRAME) throw new Error(`The server announced a frame of ${length} bytes.`);
  return 10 + length;
}

/** Cuts a server's byte stream into frames without copying any but those that lie across two reads. */
export class FrameReader {
  #held = Buffer.alloc(0);
  #heldLength = 0;
  #onFrame;

  /** @param {(opcode: number, buffer: Buffer, start: number, end: number) => void} onFrame the bytes are lent for the call */
  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  push(buffer, start, end) {
    let at = this.#heldLength > 0 ? this.#completeHeld(buffer, start, end) : start;
    while (at < end) {
      const length = frameLength(buffer, at, end);
      if (length === 0 || at + length > end) break;
      this.#dispatch(buffer, at, at + length);
      at += length;
    }
    if (at < end) this.#hold(buffer, at, end);
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  #completeHeld(buffer, start, end) {
    let at = start;
    while (at < end) {
      const length = frameLength(this.#held, 0, this.#heldLength);
      // An unfinished header grows by single bytes: it is at most ten, and rare.
      const wanted = length === 0 ? this.#heldLength + 1 : length;
      const taken = Math.min(wanted - this.#heldLength, end - at);
      this.#hold(buffer, at, at + taken);
      at += taken;
      if (length !== 0 && this.#heldLength === length) return this.#releaseHeld(length, at);
      // The byte just taken may have completed a frame without payload.
      if (frameLength(this.#held, 0, this.#heldLength) === this.#heldLength)
        return this.#releaseHeld(this.#heldLength, at);
    }
    return at;
  }

  /** @param {number} length @param {number} at */
  #releaseHeld(length, at) {
    this.#heldLength = 0;
    this.#dispatch(this.#held, 0, length);
    return at;
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  #hold(buffer, start, end) {
    const needed = this.#heldLength + end - start;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, needed * 2));
      this.#held.copy(larger, 0, 0, this.#heldLength);
      this.#held = larger;
    }
    buffer.copy(this.#held, this.#heldLength, start, end);
    this.#heldLength = needed;
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  #dispatch(buffer, start, end) {
    const first = byteAt(buffer, start);
    const second = byteAt(buffer, start + 1);
    if ((first & 0xf0) !== 0x80) throw new Error(`The server sent a fragment or a reserved bit (first byte ${first}).`);
    if ((second & 0x80) !== 0) throw new Error('The server masked a frame, which RFC 6455 forbids it.');
    const short = second & 0x7f;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    this.#onFrame(first & 0x0f, buffer, start + header, end);
  }
}
