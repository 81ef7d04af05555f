import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Config } from './config/config.ts';
import { toSocketLimits } from './config/to-socket-limits.ts';
import type { EngineConnection } from './fronts/front/engine-connection.ts';
import { OwnerLink } from './fronts/front/owner-link.ts';
import { answerByHand } from './http/answer-by-hand.ts';
import { answerClientFault } from './http/failures.ts';
import { FRONT_HEADER } from './http/from-front.ts';
import { httpLimits } from './http/http-limits.ts';
import { Origins } from './http/origins.ts';
import { makeProcessRegistry } from './http/process-registry.ts';
import { routeToSiblings } from './http/sibling-routes.ts';
import { watchSilentConnections } from './http/silent-connections.ts';
import { findSocketPaths, makeSocketServer } from './http/socket-server.ts';
import { passRequest } from './integrations/siblings/pass-request.ts';
import { makePassToOwner, type PassToOwner } from './integrations/siblings/pass-to-owner.ts';
import { LINK, OWNER, type Role } from './processes/find-role.ts';
import { boundQueue } from './realtime/connections/bound-queue.ts';

/** How long requests in flight may take once the front stops, in milliseconds. */
const LONGEST_ANSWER = 5_000;

/** How long goodbyes may take to be heard before connections are closed, in milliseconds: who polls must come for his. */
const GOODBYE = 250;

/** What the owner says of itself to its fronts. */
export interface Welcome {
  dialects: readonly { name: string; opens: string }[];
}

/** A running front. */
export interface Front extends Welcome {
  /** Where it listens, as `http://host:port`. */
  url: string;
  /** Has its clients come back to others, answers what is in flight, closes. */
  stop(): Promise<void>;
}

/**
 * Starts a front: it holds the port together with others, and connections for the owner of the data, in another process. It
 * checks what can be checked without data; all else it passes on.
 */
export async function startFront(config: Config, { id, folder }: Role): Promise<Front> {
  const { link, welcome } = await findOwner(id, folder);
  const http = makeHttp(makeProcessRegistry(), makePass(id, folder));
  const closeSilent = watchSilentConnections(http);
  const limits = toSocketLimits(config);
  const io = makeSocketServer(http, {
    ...limits,
    origins: new Origins(config.listen.allowedOrigins, config.listen.isLoopback),
    // Without an owner, or when this one stops, nobody is let in.
    connections: () => (link.isOpen && !link.isLeaving ? link.load : Number.POSITIVE_INFINITY),
  });
  // The library’s Engine.IO is all that is wanted here: its sessions are the owner’s.
  io.engine.removeAllListeners('connection');
  io.engine.on('connection', (engine: EngineConnection) => {
    boundQueue(engine);
    link.open(engine);
  });
  io.engine.use((_request: unknown, _response: unknown, next: () => void) => {
    if (link.isFull) link.whenRoomy(next);
    else next();
  });
  const leaveSiblings = await routeToSiblings(http, io, { id, folder, paths: findSocketPaths(limits) }, passRequest);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    const { host, port } = config.listen;
    http.listen({ host, port, backlog: httpLimits.backlog }, resolve);
  });
  link.serve();
  const { port } = http.address() as AddressInfo;
  const host = config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host;
  return {
    ...welcome,
    url: `http://${host}:${port}`,
    async stop() {
      link.leave();
      await new Promise((resolve) => setTimeout(resolve, GOODBYE));
      const closed = new Promise((resolve) => http.close(resolve));
      closeSilent();
      // One that was answered after the server began to close would be kept for its next request.
      const sweeping = setInterval(() => http.closeIdleConnections(), 50);
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LONGEST_ANSWER))]);
      clearInterval(sweeping);
      io.engine.close();
      http.closeAllConnections();
      leaveSiblings();
      link.stop();
    },
  };
}

/** Resolves when the owner has welcomed this front; rejects with its sentence when the two do not fit. */
function findOwner(id: string, folder: string): Promise<{ link: OwnerLink; welcome: Welcome }> {
  return new Promise((resolve, reject) => {
    const link = new OwnerLink({
      path: join(folder, LINK),
      id,
      welcomed: (text) => resolve({ link, welcome: JSON.parse(text) as Welcome }),
      refused: (sentence) => {
        link.stop();
        reject(new Error(sentence));
      },
    });
  });
}

function makePass(id: string, folder: string): PassToOwner {
  const address = { socketPath: join(folder, `${OWNER}.sock`), header: FRONT_HEADER, id };
  const unreachable = (response: ServerResponse): void =>
    answerByHand(response, 'unavailable', 'The server is starting again; come back in a moment.');
  return makePassToOwner(address, unreachable);
}

function makeHttp(metrics: Registry, pass: PassToOwner) {
  const { requestTimeout, headersTimeout, keepAliveTimeout, maxHeadersCount } = httpLimits;
  const http = createServer({ requestTimeout, headersTimeout, keepAliveTimeout }, (asked, response) => {
    // The owner asks through the file system, where a connection has no address; it answers for all.
    const isOwn = asked.socket.remoteAddress === undefined && asked.url === '/metrics?scope=process';
    if (isOwn) void metrics.getMetricsAsJSON().then((all) => response.end(JSON.stringify(all)));
    else pass(asked, response);
  });
  http.maxHeadersCount = maxHeadersCount;
  http.on('clientError', answerClientFault);
  return http;
}
