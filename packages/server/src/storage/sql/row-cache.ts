import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import type { User } from '../../core/users/user.ts';

/**
 * Rows that nearly every write reads, kept in memory where one process alone writes: what is here is what a select in
 * the running transaction would find. The counters that each message moves are moved here, and written when something
 * else is about to read them, at the latest with the commit: one row a batch, however many messages it got.
 * Objects are shared and never changed; whoever writes such a row by a statement forgets it first.
 */
export interface RowCache {
  readonly users: Kept<User>;
  readonly conversations: Kept<Conversation>;
  /** By conversation and person. */
  readonly members: KeptPairs<Member>;
  /** Whether there is a block between two people. */
  readonly blocks: KeptPairs<boolean>;
  /** The conversation’s counters have moved: keeps them, to be written with the batch. */
  advance(conversation: Conversation): void;
  /** The seqs of mentions that are not read, by conversation and person, in any order; only where they were looked for. */
  readonly unreadMentions?: KeptPairs<readonly number[]>;
  /** The member has read what it wrote: keeps that, to be written with the batch. */
  markSent(member: Member): void;
  /** Its marks moved, which is a change with a number: the same. `reads`: also the mark up to which it has read. */
  mark(member: Member, reads: boolean): void;
  /** Keeps how far the person’s devices have acknowledged, to be written with the batch; only where that saves something. */
  acknowledge?(userId: string, gpos: number): void;
  /** The row of a conversation, or of a membership in it, is about to be written. Only where lists are kept. */
  touch?(conversationId: string, userId?: string): void;
  /**
   * The next statement writes a cached table, and what it changes was forgotten by key. Any other statement that
   * writes such a table empties that part of the cache.
   */
  announce(): void;
}

export interface Kept<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Two keys and not one put together: making and hashing a long key costs more than two short steps. */
export interface KeptPairs<Value> {
  get(one: string, other: string): Value | undefined;
  set(one: string, other: string, value: Value): void;
  delete(one: string, other: string): void;
}
