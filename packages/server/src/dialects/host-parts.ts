import type { Socket } from 'socket.io';
import type { CoreContext } from '../core/context.ts';
import type { RateLimits } from '../core/limits/rate-limits.ts';
import type { Lines } from '../realtime/connections/lines.ts';
import type { Hub } from '../realtime/hub.ts';
import type { NodeLink } from '../realtime/nodes/node-link.ts';
import type { DialectRoute, DialectSettings, RootConnection, SocketClaim } from './dialect.ts';

/** What the host of the dialects is made of. */
export interface HostParts {
  core: CoreContext;
  hub: Hub;
  limits: RateLimits;
  settings: DialectSettings;
  link: NodeLink;
  lines: Lines;
  addressOf: (socket: Socket) => string;
}

type ConnectionListener = (connection: RootConnection) => void | Promise<void>;

/** Everything the dialects have registered. */
export interface Registrations {
  routes: DialectRoute[];
  claims: Map<string, SocketClaim[]>;
  connected: ConnectionListener[];
  disconnected: ConnectionListener[];
  /** The sockets of the root namespace that are there now. */
  sockets: Set<RootConnection>;
}
