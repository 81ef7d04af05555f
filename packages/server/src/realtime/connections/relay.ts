import type { CloseReason } from '@parlance/protocol';
import type { RequestTaker } from './request-taker.ts';

/**
 * Takes the place of an Engine.IO connection that another process of this machine holds (fronts/): it has no socket to
 * write to, and hands on what a turn of the event loop has for it, together with what the turn has for others.
 */
export interface Relay {
  /** Who holds the connection. */
  readonly holder: string;
  /** How many bytes wait there for a late reader; 0 for all who read in time. */
  readonly waiting: number;
  /** Who takes requests straight from what comes; else the library does. */
  readonly takers: RequestTaker[];
  /** Sends these packets, then these whole WebSocket frames, which may be shared with others. */
  deliver(answers: readonly string[], frames: Buffer | undefined): void;
  /** Says why, and closes; a reader that never reads again is dropped after a grace time. */
  bye(packet: string, reason: CloseReason): void;
  /** Called when more waits for the reader than it may. */
  on(event: 'behind', listener: () => void): unknown;
}

/** The relay behind a Socket.IO connection; undefined where the connection is this process’s own. */
export function relayOf(engine: unknown): Relay | undefined {
  return (engine as { readonly relay?: Relay } | undefined)?.relay;
}
