/** Tells what a file is by its first bytes. */
export interface MediaSniffer {
  /** How many of the first bytes it looks at. */
  readonly headBytes: number;
  /** The media type without parameters; undefined where nothing is known by its signature, as with plain text. */
  sniff(head: Uint8Array): Promise<string | undefined>;
}
