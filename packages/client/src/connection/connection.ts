import type { Problem, SyncPage, WireEvent } from '@parlance/protocol';

/** Why a connection is over. */
export interface Closing {
  readonly reason: string;
  /** When the server wants to be asked again. */
  readonly retryAfterMs?: number;
  /** The refusal, where there was one. */
  readonly problem?: Problem;
}

/** Who hears what a connection brings: first pages, then `live`, then events, in the server's order. */
export interface ConnectionListener {
  /** Resolves when the page is stored; the next one is asked for only then. */
  onPage(page: SyncPage): Promise<void>;
  onLive(token: string): void;
  onEvent(event: WireEvent): void;
  onHeartbeat(token: string): void;
  /** Called once, unless `close` was called before. */
  onClosed(closing: Closing): void;
}

/** One attempt at hearing the server, on whatever transport. It does not come back by itself. */
export interface Connection {
  /** Asks over the connection itself; null where requests travel by REST. */
  readonly request: ((operationId: string, input: object) => Promise<unknown>) | null;
  close(): void;
}

export interface ConnectionOptions {
  /** A good access token. */
  readonly token: string;
  /** The sync token to go on from; null asks for a snapshot. */
  readonly since: string | null;
  readonly listener: ConnectionListener;
}

export type OpenConnection = (options: ConnectionOptions) => Connection;
