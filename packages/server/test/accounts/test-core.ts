import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../src/core/actor.ts';
import { LiveStreams } from '../../src/core/assistant/streams/live-streams.ts';
import type { CoreContext, CoreSettings } from '../../src/core/context.ts';
import type { DomainEvent, EphemeralEvent } from '../../src/core/events.ts';
import type { ExternalIdentity } from '../../src/core/ports/external-identity.ts';
import { authenticate } from '../../src/core/sessions/authenticate.ts';
import type { StartedSession } from '../../src/core/sessions/start-session.ts';
import { FileBlobStore } from '../../src/integrations/blobs/file-blob-store.ts';
import { fileTypeSniffer } from '../../src/integrations/blobs/file-type-sniffer.ts';
import { AesVault } from '../../src/integrations/crypto/aes-vault.ts';
import { Argon2Hasher } from '../../src/integrations/passwords/argon2-hasher.ts';
import { makeCursorSigner } from '../../src/integrations/tokens/hmac-cursor-signer.ts';
import { JwtSigner } from '../../src/integrations/tokens/jwt-signer.ts';
import { openStore } from '../../src/storage/open-store.ts';

/** A core on a real store, hasher and signer, with a clock that the test moves. */
export interface TestCore extends CoreContext {
  readonly settings: CoreSettings;
  readonly events: DomainEvent[];
  readonly ephemeral: EphemeralEvent[];
  readonly online: Set<string>;
  /** Moves both clocks, in milliseconds. */
  pass(milliseconds: number): void;
  actorOf(started: StartedSession): Promise<Actor>;
  close(): Promise<void>;
}

export interface TestCoreOptions {
  settings?: Partial<CoreSettings>;
  external?: ExternalIdentity;
  databaseUrl?: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const DEFAULTS: CoreSettings = {
  passwordless: true,
  registration: true,
  openDirectory: false,
  accessTokenLifetime: 900_000,
  sessionLifetime: 90 * 86_400_000,
  textLength: 20_000,
  uploadBytes: 1_000_000,
  moderationPolicy: null,
  moderators: [],
  toxicityThreshold: 0.7,
  contextTokens: 6_000,
};

export async function openTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlance-accounts-'));
  const store = await openStore({
    databaseUrl: options.databaseUrl,
    dataDir,
    durability: 'relaxed',
    poolSize: 8,
    log: silent,
  });
  const secret = randomBytes(32);
  let passed = 0;
  const clock = { now: () => Date.now() + passed, monotonic: () => performance.now() + passed };
  const events: DomainEvent[] = [];
  store.onCommitted((batches) => events.push(...batches.flatMap((batch) => batch.events)));
  const ephemeral: EphemeralEvent[] = [];
  const online = new Set<string>();
  const core: TestCore = {
    store,
    clock,
    ids: {
      next: uuidv7,
      secret: (bytes) => randomBytes(bytes).toString('base64url'),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
    },
    passwords: new Argon2Hasher(),
    tokens: new JwtSigner(secret, clock),
    cursors: makeCursorSigner(secret),
    external: options.external ?? null,
    presence: {
      isOnline: (id) => online.has(id),
      onlineAmong: (ids) => new Set(ids.filter((id) => online.has(id))),
      onlineUserIds: () => [...online],
    },
    ephemera: { publish: (event) => ephemeral.push(event) },
    assistants: new Map(),
    streams: new LiveStreams(),
    blobs: new FileBlobStore(join(dataDir, 'media')),
    mediaSniffer: fileTypeSniffer,
    vault: new AesVault([{ id: 'test', key: randomBytes(32) }]),
    translator: null,
    languages: { detect: async () => null },
    moderator: null,
    settings: { ...DEFAULTS, ...options.settings },
    log: silent,
    events,
    ephemeral,
    online,
    pass(milliseconds) {
      passed += milliseconds;
    },
    actorOf: (started) => authenticate(core, started.accessToken),
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return core;
}
