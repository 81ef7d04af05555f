import type { Lobby } from '../../core/lobby/lobby.ts';
import type { DialectHost } from '../dialect.ts';
import type { PublishedEvents } from './published-events.ts';

/** A send of one of our connections that is not committed yet. */
interface Pending {
  /** The connection that hears `message_received` instead of `message`; null for REST. */
  connectionId: string | null;
  /** Base64, as it came. */
  content: string | null;
}

/** What the parts of this dialect share. */
export interface Relay {
  readonly host: DialectHost;
  readonly lobby: Lobby;
  readonly published: PublishedEvents;
  /** By client id. */
  readonly pending: Map<string, Pending>;
  /** The seq of the lobby’s last message that was told. */
  lastSeq: number;
}
