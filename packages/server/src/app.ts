import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Server } from 'socket.io';
import { makeAsyncApi } from './api/v1/asyncapi.ts';
import { Calls } from './api/v1/call.ts';
import { mountMedia } from './api/v1/media.ts';
import { makeOpenApi } from './api/v1/openapi.ts';
import { V1_EDGE, V1_NAMESPACE, v1Edge } from './api/v1/outbound.ts';
import { BODY_BYTES, mountRest } from './api/v1/rest.ts';
import { mountSocket } from './api/v1/socket.ts';
import { mountStream } from './api/v1/stream.ts';
import { readAssistantsFile } from './config/assistants.ts';
import type { Config } from './config/config.ts';
import { dialectNames } from './config/fields/dialects.ts';
import { loadSecrets } from './config/secrets.ts';
import { toCoreSettings } from './config/to-core-settings.ts';
import { toDialectSettings } from './config/to-dialect-settings.ts';
import { toSocketLimits } from './config/to-socket-limits.ts';
import { AiMonitor } from './core/ai/ai-monitor.ts';
import type { AiServices } from './core/ai/ai-services.ts';
import { askProvider } from './core/ai/ask-model.ts';
import { warmUp } from './core/ai/warm-up.ts';
import type { Assistants } from './core/assistant/assistants.ts';
import { ensureAssistants } from './core/assistant/ensure-assistants.ts';
import { LETA_ID } from './core/assistant/leta.ts';
import { LiveStreams } from './core/assistant/streams/live-streams.ts';
import { resumeRinging } from './core/calls/ring-out.ts';
import type { CoreContext } from './core/context.ts';
import { RateLimits } from './core/limits/rate-limits.ts';
import type { Bus } from './core/ports/bus.ts';
import { startSweeping } from './core/sync/sweep.ts';
import { makeSyncToken } from './core/sync/sync-token.ts';
import type { Dialect } from './dialects/dialect.ts';
import { mountDialects } from './dialects/host.ts';
import { dialects } from './dialects/index.ts';
import { type Fronts, openFronts } from './fronts/owner/fronts.ts';
import { closeDoors } from './http/close-doors.ts';
import { mountDocs } from './http/docs.ts';
import { mountFailures } from './http/failures.ts';
import { believeFronts } from './http/from-front.ts';
import { httpLimits } from './http/http-limits.ts';
import { makeHttpServer } from './http/http-server.ts';
import { makeLog } from './http/log.ts';
import { mountOperation } from './http/operation.ts';
import { Origins } from './http/origins.ts';
import { mountPages } from './http/pages.ts';
import { routeToSiblings } from './http/sibling-routes.ts';
import { BEATING, findSocketPaths, makeAddressOf, makeSocketServer } from './http/socket-server.ts';
import { mountUploads } from './http/uploads.ts';
import { makeModelProviders } from './integrations/ai/make-model-providers.ts';
import { FileBlobStore } from './integrations/blobs/file-blob-store.ts';
import { fileTypeSniffer } from './integrations/blobs/file-type-sniffer.ts';
import { AesVault } from './integrations/crypto/aes-vault.ts';
import { ExternalJwt } from './integrations/identity/external-jwt.ts';
import { makeLanguageServices } from './integrations/make-language-services.ts';
import { Argon2Hasher } from './integrations/passwords/argon2-hasher.ts';
import { passRequest } from './integrations/siblings/pass-request.ts';
import { readSiblings } from './integrations/siblings/read-siblings.ts';
import { systemClock, systemIds } from './integrations/system/system.ts';
import { makeCursorSigner } from './integrations/tokens/hmac-cursor-signer.ts';
import { JwtSigner } from './integrations/tokens/jwt-signer.ts';
import { makeTranscriber } from './integrations/transcription/make-transcriber.ts';
import { LINK, OWNER, type Role } from './processes/find-role.ts';
import { ConnectedReaders } from './realtime/connected-readers.ts';
import type { Connection } from './realtime/connections/connection.ts';
import { Frame } from './realtime/connections/frame.ts';
import { Lines } from './realtime/connections/lines.ts';
import type { Edge } from './realtime/edge.ts';
import { Gateway } from './realtime/gateway.ts';
import { startHeartbeat } from './realtime/heartbeat.ts';
import { Hub } from './realtime/hub.ts';
import { joinNodes } from './realtime/nodes/join-nodes.ts';
import { NodeLink } from './realtime/nodes/node-link.ts';
import { ReplicatedSet } from './realtime/nodes/replicated-set.ts';
import { sealMessages } from './realtime/nodes/seal-messages.ts';
import { SharedPresence } from './realtime/nodes/shared-presence.ts';
import { PresenceTeller } from './realtime/presence-teller.ts';
import { PresenceWatch } from './realtime/presence-watch.ts';
import { makeTranslationEdge } from './realtime/translation-edge.ts';
import { Waiter } from './realtime/waiter.ts';
import { openStore } from './storage/open-store.ts';
import { handlers } from './workers/index.ts';
import { Workers } from './workers/workers.ts';

/** How long clients wait before they come back to a server that stops, in milliseconds. */
const COME_BACK = 1_000;

/** How long a language model may take until its first word, in milliseconds. */
const LONGEST_BEGINNING = 20_000;

export const VERSION = '0.1.0';

/** A running server. */
export interface ParlanceServer {
  /** Where it listens, as `http://host:port`. */
  url: string;
  core: CoreContext;
  /** What each dialect that is on opens: its name and a sentence. */
  dialects: readonly { name: string; opens: string }[];
  /** Answers what is in flight, tells every client when to come back, closes. `note` hears what is waited for. */
  stop(note?: (awaited: string) => void): Promise<void>;
}

/** What changes while a server runs. */
interface ServerState {
  draining: boolean;
  /** Of the owner of a file that several processes serve. */
  fronts: Fronts | undefined;
}

type Engine = Awaited<ReturnType<typeof assembleEngine>>;

/**
 * Builds the server from its configuration and listens. The only place that knows every part. `role`: what it is among
 * several processes behind one port.
 */
export async function startServer(config: Config, role?: Role): Promise<ParlanceServer> {
  for (const folder of [config.data.folder, config.data.mediaFolder]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Otherwise the first to hear of it would be whoever uploads something.
    accessSync(folder, constants.W_OK);
  }
  const log = makeLog(config.operation.logLevel);
  const engine = await assembleEngine(config, log);
  const { core, hub, teller, link } = engine;
  const state: ServerState = { draining: false, fronts: undefined };
  const { app, io, lines } = await assembleEdges(config, log, engine, { state, role });
  const heartbeat = startHeartbeat(hub, engine.gateway, V1_EDGE, V1_NAMESPACE);
  const paths = findSocketPaths(toSocketLimits(config));
  const leaveSiblings =
    role?.kind === 'sibling' ? await routeToSiblings(app.server, io, { ...role, paths }, passRequest) : undefined;
  const url = await openDoors(config, engine, { app, io, role, state });
  await warmUp(core);
  engine.worker.start();
  const stopSweeping = startSweeping(core);
  return {
    url,
    core,
    dialects: enabledDialects(config),
    async stop(note = () => undefined) {
      state.draining = true;
      const drained = engine.worker.stop().then(() => note('requests that are being answered'));
      note('jobs that are running, and requests that are being answered');
      clearInterval(heartbeat);
      stopSweeping();
      teller.stop();
      sendBack(hub.all());
      await new Promise((resolve) => setTimeout(resolve, 100));
      await Promise.all([closeDoors({ app, io, leaveAll: () => lines.leaveAll() }), drained]);
      leaveSiblings?.();
      note('the processes that hold connections');
      await state.fronts?.stop();
      engine.leaveNodes();
      note('the bus between nodes');
      await link.stop();
      note('the database');
      await core.store.close();
    },
  };
}

/** Listens: on the port, or where only its fronts can reach it. */
async function openDoors(
  config: Config,
  { core, hub }: Engine,
  { app, io, role, state }: { app: FastifyInstance; io: Server; role: Role | undefined; state: ServerState },
): Promise<string> {
  const { host, port } = config.listen;
  const shown = host.includes(':') ? `[${host}]` : host;
  if (role?.kind !== 'owner') {
    await app.listen({ host, port, backlog: httpLimits.backlog });
    return `http://${shown}:${(app.server.address() as AddressInfo).port}`;
  }
  believeFronts(app.server);
  const path = join(role.folder, `${OWNER}.sock`);
  // A predecessor that was killed leaves its path behind.
  rmSync(path, { force: true });
  await app.listen({ path, backlog: httpLimits.backlog });
  state.fronts = await openFronts({
    path: join(role.folder, LINK),
    io,
    welcome: () => JSON.stringify({ dialects: enabledDialects(config).map(({ name, opens }) => ({ name, opens })) }),
    connections: () => hub.size,
    leaving: (holder) => sendBack([...hub.all()].filter((connection) => connection.via === holder)),
    failed: (fault) => core.log.error({ err: fault }, 'the link with a front failed'),
  });
  return `http://${shown}:${port}`;
}

/** Spread over a second, so that not everybody is back in the same moment. */
function sendBack(connections: Iterable<Connection>): void {
  for (const connection of connections) {
    connection.close('draining', COME_BACK + Math.floor(Math.random() * COME_BACK));
  }
}

/** The core on its ports, and the gateway that hears its commits. */
async function assembleEngine(config: Config, log: Logger) {
  const assistants = listAssistants(config);
  const secrets = await loadSecrets(config.data.folder, config.secrets);
  for (const warning of secrets.warnings) log.warn(warning);
  const store = await openStore({
    databaseUrl: config.data.databaseUrl ?? undefined,
    dataDir: config.data.folder,
    durability: config.data.durability,
    poolSize: config.data.databaseConnections,
    log,
  });
  const cursors = makeCursorSigner(Buffer.from(secrets.installationSecret));
  const watch: PresenceWatch = new PresenceWatch(
    () => core,
    () => hub,
  );
  const epoch = await store.sync.epoch();
  const bus = await makeBus(config, epoch, log);
  const link = new NodeLink({ bus, seal: sealMessages(secrets.installationSecret), clock: systemClock, log });
  const here = new ReplicatedSet(link, 'online');
  const teller = new PresenceTeller({ core: () => core, link, here, isHere: (userId) => hub.isOnline(userId) });
  const readers: ConnectedReaders = new ConnectedReaders({ core: () => core, hub: () => hub, edge: V1_EDGE });
  const hub: Hub = new Hub((userId, online) => {
    teller.changed(userId, online);
    readers.changed(userId, online);
  });
  const edges: Edge[] = [v1Edge, makeTranslationEdge(() => core, readers)];
  const gateway = new Gateway({
    hub,
    edges,
    frontier: await store.sync.frontier(),
    makeToken: (gpos) => makeSyncToken({ cursors }, { epoch, gpos, after: null, reset: false }),
    liveFrame: (token) => new Frame(V1_NAMESPACE, 'live', JSON.stringify({ token }), true),
    watch,
  });
  const blobs = new FileBlobStore(config.data.mediaFolder);
  await blobs.removeOldDrafts();
  const core: CoreContext = {
    store,
    clock: systemClock,
    ids: systemIds,
    passwords: new Argon2Hasher(),
    tokens: new JwtSigner(secrets.installationSecret, systemClock),
    cursors,
    external: config.external === null ? null : new ExternalJwt(config.external),
    presence: new SharedPresence(hub, here),
    ephemera: gateway,
    assistants,
    streams: new LiveStreams(),
    blobs,
    mediaSniffer: fileTypeSniffer,
    vault: new AesVault(secrets.encryptionKeys),
    ...(await assembleAi(config, log, () => core)),
    settings: toCoreSettings(config),
    log,
  };
  store.onEveryCommit(gateway.committed);
  const limits = new RateLimits(systemClock, config.limits.rateLimits);
  const leaveNodes = joinNodes({ link, store, hub, gateway, watch, limits });
  await link.start();
  const worker = new Workers({ core, handlers, concurrency: config.operation.outboxWorkers });
  await ensureAssistants(core);
  await resumeRinging(core);
  return { core, hub, gateway, watch, teller, edges, worker, limits, link, leaveNodes };
}

/** Those who answer, the main one first. */
function listAssistants({ assistants: { main, file } }: Config): Assistants {
  const all = [main, ...readAssistantsFile(file, main.userName)];
  return new Map(all.map(({ id, ...assistant }) => [id ?? LETA_ID, { id: id ?? LETA_ID, ...assistant }]));
}

/** How this node hears others; none where SQLite says that there are no others. */
async function makeBus({ data }: Config, installation: string, log: Logger): Promise<Bus | undefined> {
  const { databaseUrl, redisUrl } = data;
  if (databaseUrl === null) return undefined;
  if (redisUrl !== null) {
    const { RedisBus } = await import('./integrations/bus/redis-bus.ts');
    return new RedisBus({ url: redisUrl, installation, log });
  }
  const { NotifyBus } = await import('./storage/postgres/notify-bus.ts');
  return new NotifyBus(databaseUrl, log);
}

/** What understands texts. Nothing of it is loaded, and nobody is called, before it is needed. */
async function assembleAi(
  { ai: settings, transcription }: Config,
  log: Logger,
  core: () => CoreContext,
): Promise<Pick<CoreContext, 'translator' | 'languages' | 'moderator' | 'transcriber'> & { ai: AiServices }> {
  const monitor = new AiMonitor();
  const { timeout, concurrency, provider: chosen, budgets } = settings;
  const limits = { whole: timeout, first: Math.min(timeout, LONGEST_BEGINNING), concurrent: concurrency };
  const providers = makeModelProviders({ settings, activity: monitor, limits });
  const ai = { providers, chosen, budgets, monitor };
  const services = await makeLanguageServices({
    settings,
    providers,
    ask: (provider) => (request) =>
      askProvider(core(), ai, { ...request, provider, userId: null, purpose: 'translation' }),
    activity: monitor,
    log,
  });
  return { ai, ...services, ...(await makeTranscriber(transcription, monitor)) };
}

/** HTTP and sockets with everything that listens on them. */
async function assembleEdges(
  config: Config,
  log: Logger,
  { core, hub, gateway, watch, edges, worker, limits, link }: Engine,
  { state, role }: { state: ServerState; role: Role | undefined },
): Promise<{ app: FastifyInstance; io: Server; lines: Lines }> {
  const { listen, data } = config;
  const enabled = enabledDialects(config);
  const origins = new Origins(listen.allowedOrigins, listen.isLoopback);
  const app = makeHttpServer({ log, origins, trustProxy: listen.trustProxy as never });
  const socketLimits = toSocketLimits(config);
  const io = makeSocketServer(app.server, { ...socketLimits, origins, connections: () => hub.size });
  const info = {
    name: 'Parlance',
    version: VERSION,
    externalLogin: config.external !== null,
    dialects: enabled.map((dialect) => dialect.name),
    bodyBytes: BODY_BYTES,
  };
  const waiter = new Waiter(hub, core, () => state.draining);
  const context = { core, info, watch, waiter };
  const calls = new Calls(context, limits);
  const addressOf = makeAddressOf(listen.trustProxy as never);
  const isFull = (): boolean => hub.size >= listen.maximumConnections;
  const lines = new Lines({ io, longest: socketLimits.frameBytes, beating: BEATING });
  const parts = { context, calls, hub, link, gateway, lines, addressOf, isFull, isDraining: () => state.draining };
  await mountUploads(app);
  mountFailures(app);
  mountRest(app, core, calls);
  mountStream(app, parts);
  mountMedia(app, { core, limits });
  mountSocket(io, parts);
  mountOperation(app, {
    store: core.store,
    dataFolder: data.folder,
    connections: () => hub.size,
    draining: () => state.draining,
    onJobRun: (listener) => worker.onRun(listener),
    onAiActivity: (listener) => core.ai?.monitor.listen(listener),
    fronts: role?.kind === 'owner' ? () => state.fronts : undefined,
    nodes: core.store.elsewhere === undefined ? undefined : () => link.status(),
    askSiblings: role === undefined ? undefined : (path) => readSiblings(role, path),
  });
  const settings = toDialectSettings(config);
  edges.push(...(await mountDialects(enabled, app, io, { core, hub, limits, settings, link, lines, addressOf })));
  mountDocs(app, () => ({ openApi: makeOpenApi(VERSION), asyncApi: makeAsyncApi(VERSION) }));
  await mountPages(app);
  return { app, io, lines };
}

function enabledDialects(config: Config): Dialect[] {
  const names: readonly string[] = dialectNames;
  const wanted: readonly string[] = config.dialects.enabled;
  // One that DIALECTS has no word for is on while all others are: adding it takes its folder and its line.
  const all = names.every((name) => wanted.includes(name));
  return dialects.filter(({ name }) => wanted.includes(name) || (all && !names.includes(name)));
}
