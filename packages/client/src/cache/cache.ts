import type { Me, Message, User } from '@parlance/protocol';
import type { OutboxEntry } from '../outbox-entry.ts';
import type { ConversationHead } from '../sync/state.ts';

/** Everything a cache gives back at the start. */
export interface CacheState {
  readonly token: string | null;
  readonly me: Me | null;
  readonly blocked: readonly string[];
  readonly users: readonly User[];
  readonly heads: readonly ConversationHead[];
  readonly messages: readonly Message[];
  readonly outbox: readonly OutboxEntry[];
}

/** One change. What is absent stays; all of it is stored together or not at all. */
export interface CacheChange {
  readonly token?: string | null;
  readonly me?: Me | null;
  readonly blocked?: readonly string[];
  /** Added or replaced, by id. */
  readonly users?: readonly User[];
  /** Added or replaced, by id. */
  readonly heads?: readonly ConversationHead[];
  /** Conversations forgotten with all their messages; done before `heads` and `messages` are written. */
  readonly dropped?: readonly string[];
  /** Messages forgotten, by id; done before `messages` are written. */
  readonly forgotten?: readonly string[];
  /** Added or replaced, by id. */
  readonly messages?: readonly Message[];
  /** Added or replaced, by client id. */
  readonly outbox?: readonly OutboxEntry[];
  /** Outbox entries that are done, by client id; done after `outbox` is written. */
  readonly settled?: readonly string[];
}

/**
 * Where a client keeps its copy of the account. `apply` is atomic: a page and the token that covers it are stored
 * together, so that after a crash the copy is either before the page or after it.
 */
export interface Cache {
  load(): Promise<CacheState | null>;
  apply(change: CacheChange): Promise<void>;
  clear(): Promise<void>;
}
