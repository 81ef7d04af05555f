import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Calls } from './api/v1/call.ts';
import type { V1Context } from './api/v1/handler.ts';
import { V1_EDGE, V1_NAMESPACE, v1Edge } from './api/v1/outbound.ts';
import { BODY_BYTES, mountRest } from './api/v1/rest.ts';
import { mountSocket } from './api/v1/socket.ts';
import { mountStream } from './api/v1/stream.ts';
import type { Config } from './config/config.ts';
import { loadSecrets } from './config/secrets.ts';
import { toCoreSettings } from './config/to-core-settings.ts';
import type { CoreContext } from './core/context.ts';
import { RateLimits } from './core/limits/rate-limits.ts';
import { makeSyncToken } from './core/sync/sync-token.ts';
import type { DialectSettings } from './dialects/dialect.ts';
import { mountDialects } from './dialects/host.ts';
import { dialects } from './dialects/index.ts';
import { mountFailures } from './http/failures.ts';
import { makeHttpServer } from './http/http-server.ts';
import { makeLog } from './http/log.ts';
import { mountOperation } from './http/operation.ts';
import { Origins } from './http/origins.ts';
import { mountPages } from './http/pages.ts';
import { makeAddressOf, makeSocketServer } from './http/socket-server.ts';
import { ExternalJwt } from './integrations/identity/external-jwt.ts';
import { Argon2Hasher } from './integrations/passwords/argon2-hasher.ts';
import { systemClock, systemIds } from './integrations/system/system.ts';
import { makeCursorSigner } from './integrations/tokens/hmac-cursor-signer.ts';
import { JwtSigner } from './integrations/tokens/jwt-signer.ts';
import { Frame } from './realtime/connections/frame.ts';
import type { Edge } from './realtime/edge.ts';
import { Gateway } from './realtime/gateway.ts';
import { Hub } from './realtime/hub.ts';
import { PresenceTeller } from './realtime/presence-teller.ts';
import { PresenceWatch } from './realtime/presence-watch.ts';
import { Waiter } from './realtime/waiter.ts';
import { openStore } from './storage/open-store.ts';

/** How often a connection hears the frontier, in milliseconds, and how long clients wait before they come back. */
const HEARTBEAT = 25_000;
const COME_BACK = 1_000;

export const VERSION = '0.1.0';

/** A running server. */
export interface ParlanceServer {
  /** Where it listens, as `http://host:port`. */
  url: string;
  core: CoreContext;
  /** Answers what is in flight, tells every client when to come back, closes. */
  stop(): Promise<void>;
}

/** Builds the server from its configuration and listens. The only place that knows every part. */
export async function startServer(config: Config): Promise<ParlanceServer> {
  mkdirSync(config.data.folder, { recursive: true, mode: 0o700 });
  const log = makeLog(config.operation.logLevel);
  const secrets = await loadSecrets(config.data.folder, config.secrets);
  for (const warning of secrets.warnings) log.warn(warning);
  const store = await openStore({
    databaseUrl: config.data.databaseUrl ?? undefined,
    dataDir: config.data.folder,
    durability: config.data.durability,
    poolSize: config.data.databaseConnections,
    log,
  });
  const clock = systemClock;
  const cursors = makeCursorSigner(Buffer.from(secrets.installationSecret));
  const watch: PresenceWatch = new PresenceWatch(() => core, () => hub);
  const teller = new PresenceTeller(() => core, watch);
  const hub = new Hub(teller.changed);
  const epoch = await store.sync.epoch();
  const edges: Edge[] = [v1Edge];
  const gateway = new Gateway({
    hub,
    edges,
    frontier: await store.sync.frontier(),
    makeToken: (gpos) => makeSyncToken({ cursors }, { epoch, gpos, after: null, reset: false }),
    liveFrame: (token) => new Frame(V1_NAMESPACE, 'live', JSON.stringify({ token }), true),
    watchers: (userId) => watch.connectionsWatching(userId),
  });
  const core: CoreContext = {
    store,
    clock,
    ids: systemIds,
    passwords: new Argon2Hasher(),
    tokens: new JwtSigner(secrets.installationSecret, clock),
    cursors,
    external: config.external === null ? null : new ExternalJwt(config.external),
    presence: hub,
    ephemera: gateway,
    settings: toCoreSettings(config),
    log,
  };
  store.onCommitted(gateway.committed);

  let draining = false;
  const origins = new Origins(config.listen.allowedOrigins, config.listen.isLoopback);
  const app = makeHttpServer({ log, origins, trustProxy: config.listen.trustProxy as never });
  const enabled = dialects.filter((dialect) => (config.dialects.enabled as readonly string[]).includes(dialect.name));
  const io = makeSocketServer(app.server, {
    origins,
    // The dialects carry media as base64 inside one event.
    frameBytes: enabled.length === 0 ? 1_000_000 : Math.ceil(config.limits.uploadBytes * 1.4) + 64 * 1024,
    maximumConnections: config.listen.maximumConnections,
    connections: () => hub.size,
    aliasPaths: enabled.length === 0 ? [] : ['/ws/chat/'],
  });
  const info = {
    name: 'Parlance',
    version: VERSION,
    externalLogin: config.external !== null,
    dialects: enabled.map((dialect) => dialect.name),
    bodyBytes: BODY_BYTES,
  };
  const waiter = new Waiter(hub, (userId) => store.conversations.activeConversationIds(userId));
  const context: V1Context = { core, info, watch, waiter };
  const limits = new RateLimits(clock, config.limits.rateLimits);
  const calls = new Calls(context, limits);
  const addressOf = makeAddressOf(config.listen.trustProxy as never);
  const parts = { context, calls, hub, gateway, addressOf };
  mountFailures(app);
  mountRest(app, core, calls);
  mountStream(app, parts);
  mountSocket(io, parts);
  mountOperation(app, { store, dataFolder: config.data.folder, connections: () => hub.size, draining: () => draining });
  edges.push(...(await mountDialects(enabled, app, io, { core, hub, limits, settings: toDialectSettings(config), addressOf })));
  await mountPages(app);
  const heartbeat = setInterval(() => {
    const frame = new Frame(V1_NAMESPACE, 'heartbeat', JSON.stringify({ token: gateway.token }), true);
    for (const connection of hub.all()) if (connection.edge === V1_EDGE) connection.send([frame], undefined);
  }, HEARTBEAT);
  heartbeat.unref();

  await app.listen({ host: config.listen.host, port: config.listen.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host}:${port}`,
    core,
    async stop() {
      draining = true;
      clearInterval(heartbeat);
      teller.stop();
      // Spread over a second, so that not everybody is back in the same moment.
      for (const connection of hub.all()) connection.close('draining', COME_BACK + Math.floor(Math.random() * COME_BACK));
      await new Promise((resolve) => setTimeout(resolve, 100));
      io.disconnectSockets(true);
      await app.close();
      await store.close();
    },
  };
}

function toDialectSettings({ sessions, doors, limits, dialects }: Config): DialectSettings {
  return {
    accessTokenLifetime: sessions.dialectTokenLifetime,
    serviceKey: doors.serviceKey,
    uploadBytes: limits.uploadBytes,
    roomMessages: dialects.roomMessages,
    roomWindow: dialects.roomWindow,
    toxicityThreshold: dialects.toxicityThreshold,
    translationWait: dialects.translationWait,
  };
}
