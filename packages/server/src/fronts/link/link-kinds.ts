/** Raised when a message changes: an owner and a front of different versions do not work together. */
export const LINK_VERSION = 1;

/**
 * What crosses between the owner and a front. A message is the length of what follows (u32, big endian), its kind (one
 * byte) and its body. “number” is that of a connection (u32), given by the front and never used twice on one link.
 */
export const linkKinds = {
  /** Front: JSON `{ version, id }`, the first message of a link. */
  hello: 1,
  /** Front: number, JSON `Opening`. */
  opened: 2,
  /** Front: number, the text of one Engine.IO message. */
  text: 3,
  /** Front: number, the bytes of one binary message. */
  binary: 4,
  /** Front: number, name of the transport that took over. */
  upgraded: 5,
  /** Front: number, the reason in Engine.IO’s words. Nothing follows for this number. */
  closed: 6,
  /** Front: number, bytes that wait for a late reader (u32); 0 once it has caught up. */
  waiting: 7,
  /** Front: number. Too much waits for this reader; nothing is written to it any more but a goodbye. */
  behind: 8,
  /** Front: no body. It stops: its connections should be told to come back. */
  leaving: 9,
  /** Front: no body. It holds the port. */
  serves: 10,

  /** Owner: JSON of what the front may want to say about the server. Answers hello. */
  welcome: 20,
  /** Owner: a sentence. The front does not fit and should end. */
  refused: 21,
  /** Owner: count (u32), so many numbers, then whole WebSocket frames for each of them. */
  share: 22,
  /** Owner: number, whole WebSocket frames. */
  tell: 23,
  /** Owner: number, whole WebSocket frames of the library, for which nobody is found behind. */
  pass: 24,
  /** Owner: number, JSON `{ packet, reason }`: say this and close. */
  bye: 25,
  /** Owner: number. Close. */
  close: 26,
  /** Owner: how many connections there are at all fronts together (u32). */
  load: 27,
} as const;

export type LinkKind = (typeof linkKinds)[keyof typeof linkKinds];

/** What the owner learns of a new connection. */
export interface Opening {
  /** Of the Engine.IO session. */
  id: string;
  transport: string;
  /** Where the client’s end of the TCP connection is. */
  address: string;
  /** Whether TLS ended here. */
  encrypted: boolean;
  method: string;
  url: string;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
}
