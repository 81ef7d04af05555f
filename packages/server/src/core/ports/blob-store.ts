/** What was written: its length in bytes, and its SHA-256 as hex. */
export interface StoredBlob {
  bytes: number;
  sha256: string;
}

/** Where the bytes of media lie. Keys are made by the server, of letters, digits, `-` and `_`. */
export interface BlobStore {
  /**
   * Writes a new blob and resolves once it is durable. What `source` throws is thrown again, and nothing is left behind.
   * Throws `unavailable` when there is no room or the place cannot be written to.
   */
  put(key: string, source: AsyncIterable<Uint8Array>): Promise<StoredBlob>;
  /** The bytes from `start` to `end`, both included, as a stream; undefined where there is no such blob. */
  open(key: string, range: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
}
