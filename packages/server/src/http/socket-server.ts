import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { boundQueue } from '../realtime/connections/bound-queue.ts';
import type { Origins } from './origins.ts';
import { answerPlainUpgrades } from './plain-upgrades.ts';

interface SocketLimits {
  /** Most bytes of one incoming frame, attachments included. */
  frameBytes: number;
  maximumConnections: number;
  /** Further paths that the same clients may use instead of `/socket.io/`. */
  aliasPaths: readonly string[];
}

export interface SocketOptions extends SocketLimits {
  origins: Origins;
  /** How many have joined something; those that have not are the library's, which counts them itself. */
  connections: () => number;
}

/** v1 turns clients away politely at the limit; this far above it the handshake itself is refused. */
const HARD_LIMIT = 1.1;

/** Milliseconds after a pong until the next ping, and from a ping until its pong must be there. */
export const BEATING = { interval: 25_000, timeout: 20_000 };

const PATH = '/socket.io/';

const KEPT_HEADERS = ['origin', 'x-forwarded-for', 'user-agent'];

/** Where it is asked. */
export function findSocketPaths({ aliasPaths }: Pick<SocketLimits, 'aliasPaths'>): readonly string[] {
  return [PATH, ...aliasPaths];
}

/**
 * The Socket.IO library does handshake and protocol; nothing of its rooms, adapters or recovery is used: recovery
 * comes from the database, and skips no authentication (docs/decisions/0003-socket-io.md).
 */
export function makeSocketServer(http: HttpServer, options: SocketOptions): Server {
  const server = new Server(http, {
    path: PATH,
    serveClient: false,
    transports: ['polling', 'websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: options.frameBytes,
    connectTimeout: 10_000,
    pingInterval: BEATING.interval,
    pingTimeout: BEATING.timeout,
    cors: { origin: true, credentials: false },
    allowRequest: (request, decide) => {
      const connections = Math.max(options.connections(), server.engine.clientsCount);
      const refusal = findRefusal(request, connections, options);
      decide(refusal ?? null, refusal === undefined);
    },
  });
  answerPlainUpgrades(http);
  rewriteAliases(http, options.aliasPaths);
  // Before the library’s own listener, which looks at the request.
  server.engine.prependListener('connection', forgetRequest);
  server.engine.prependListener('connection', boundQueue);
  return server;
}

/**
 * Of the request that opened a connection the library keeps everything for as long as that lives: a thousand bytes and more
 * of headers and streams. What is still asked for is who sent it and from where.
 */
function forgetRequest(connection: { request: IncomingMessage & { _query?: unknown } }): void {
  const { headers, socket, url, _query } = connection.request;
  const kept: Record<string, unknown> = {};
  for (const name of KEPT_HEADERS) if (headers[name] !== undefined) kept[name] = headers[name];
  const encrypted = 'encrypted' in socket && socket.encrypted === true;
  connection.request = { headers: kept, connection: { encrypted }, url, _query } as never;
}

/** Asked for handshakes only. `cors` does not stop a WebSocket of a foreign page; this does. */
function findRefusal(request: IncomingMessage, connections: number, options: SocketOptions): string | undefined {
  const { origin, host } = request.headers;
  if (!options.origins.allowsHost(host) || !options.origins.allows(origin, host)) return 'origin_refused';
  return connections >= options.maximumConnections * HARD_LIMIT ? 'overloaded' : undefined;
}

/** Runs before Engine.IO’s own listeners, which look at the path. */
function rewriteAliases(http: HttpServer, aliases: readonly string[]): void {
  if (aliases.length === 0) return;
  const rewrite = (request: IncomingMessage): void => {
    for (const alias of aliases) {
      if (request.url?.startsWith(alias)) request.url = PATH + request.url.slice(alias.length);
    }
  };
  http.prependListener('request', rewrite);
  http.prependListener('upgrade', rewrite);
}

/** The client’s address, as far as the configured proxies can be believed. */
export function makeAddressOf(trustProxy: boolean | number | string | readonly string[]): (socket: Socket) => string {
  return (socket) => {
    const direct = socket.handshake.address;
    if (trustProxy === false) return direct;
    const header = socket.handshake.headers['x-forwarded-for'];
    const hops = (typeof header === 'string' ? header : '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const trusted = typeof trustProxy === 'number' ? trustProxy : 1;
    return hops.at(-trusted) ?? hops[0] ?? direct;
  };
}
