export interface Ids {
  /** A UUIDv7: sorts by time, cannot be guessed. */
  next(): string;
  /** `bytes` random bytes as base64url. */
  secret(bytes: number): string;
  /** SHA-256 as hex. */
  hash(text: string): string;
}
