import type { CloseReason } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import type { Frame } from './frame.ts';

/** Bytes that may wait for a reader before it is cut; together with one batch it stays below 1 MiB. */
export const BYTE_BUDGET = 512 * 1024;

/**
 * Somebody who hears events: a socket, an event stream, a waiting poll. It belongs to an edge, whose words it hears,
 * and to an account, or to nobody.
 */
export interface Connection {
  readonly id: string;
  /** The name of the edge whose frames it takes; a socket that serves several dialects learns its own by what it says. */
  edge: string;
  actor: Actor | null;
  /** true: hears all conversations of its account. false: only those it was told to follow. */
  hearsAccount: boolean;
  /** What a dialect remembers about a client, such as its language. */
  readonly facts: Map<string, unknown>;
  /** Which other process holds it, where it is not this one (fronts/). */
  readonly via?: string | undefined;
  /** Sends these in one write, the last with the token where there is one. */
  send(frames: readonly Frame[], token: string | undefined): void;
  close(reason: CloseReason, retryAfter: number): void;
}
