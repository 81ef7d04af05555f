/** Larger than any message: a frame is at most one and a half times MAX_CONTENT_LENGTH, which is at most a gigabyte. */
const LARGEST = 0x7fff_ffff;

/**
 * Cuts the bytes of a link into messages again. The body is valid until the next call, and a view on what was read:
 * whoever keeps it longer copies it.
 */
export class LinkReader {
  readonly #onMessage: (kind: number, body: Buffer) => void;
  /** The beginning of a message that is not complete: parts, so that a large one is copied once. */
  #parts: Buffer[] = [];
  #length = 0;
  #needed = 0;

  constructor(onMessage: (kind: number, body: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** Throws when what comes is not of this protocol. */
  read(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#length > 0) {
      this.#parts.push(chunk);
      this.#length += chunk.length;
      if (this.#length < this.#needed) return;
      bytes = Buffer.concat(this.#parts, this.#length);
    }
    let at = 0;
    let needed = 4;
    while (bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length === 0 || length > LARGEST) throw new Error(`a link carried a message of ${length} bytes`);
      needed = 4 + length;
      if (bytes.length - at < needed) break;
      this.#onMessage(bytes[at + 4] as number, bytes.subarray(at + 5, at + needed));
      at += needed;
      needed = 4;
    }
    this.#parts = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#length = bytes.length - at;
    this.#needed = needed;
  }
}
