/**
 * What happened in a run, as data: what was sent, what each reader stored and in which order, and what the server
 * holds at the end. The checker judges it; nothing here talks to a server.
 */
export interface History {
  sends: Send[];
  readers: Reader[];
  stored: StoredConversation[];
}

/** One intention to send, in the order in which its sender formed it. Retries of it are not entries of their own. */
export interface Send {
  sender: string;
  conversation: string;
  client_id: string;
  text: string;
  /** Every answer the sender got: one for a send that was never retried, several where answers were lost or repeated. */
  acks: { message_id: string; seq: number }[];
}

/** A stretch of membership in positions of the conversation; `to` null: still a member. Both ends are included. */
export interface Interval {
  from: number;
  to: number | null;
}

/** How one client saw one conversation, in the order in which it stored things. */
export interface Reader {
  name: string;
  conversation: string;
  member: Interval[];
  steps: Step[];
}

/** A message as it was seen or stored: `pos` is that of its last change, `client_id` null where none was chosen. */
export interface SeenMessage {
  message_id: string;
  client_id: string | null;
  seq: number;
  pos: number;
  text: string;
}

export type Step =
  /** A numbered event was applied, with its message where it carries one; `fresh`: the event was the message's sending. */
  | { type: 'event'; pos: number; message: SeenMessage | null; fresh: boolean }
  /** A page was stored: the client now stands at `last_pos` and counts as complete, but for the gap (after, before). */
  | { type: 'page'; last_pos: number; messages: SeenMessage[]; gap: { after: number; before: number } | null }
  /** History or a gap was fetched; it moves no position. Positions in (after, upto] count as filled. */
  | { type: 'fill'; messages: SeenMessage[]; after: number; upto: number };

export interface StoredConversation {
  conversation: string;
  last_pos: number;
  last_seq: number;
  messages: SeenMessage[];
}

export type AnomalyKind = 'lost' | 'doubled' | 'reordered' | 'gap' | 'skip' | 'leak';

export interface Anomaly {
  kind: AnomalyKind;
  conversation: string;
  reader: string | null;
  detail: string;
}
