import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { toCoreSettings } from '../../src/config/to-core-settings.ts';
import type { CoreSettings } from '../../src/core/context.ts';

const parse = (environment: Record<string, string>) => parseConfig(environment, '/srv/chat');

function faultsOf(environment: Record<string, string>): ConfigError {
  try {
    parse(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('There was no fault.');
}

const SECRET = '0f3c9a7be1d24586a0b1c2d3e4f50617';

describe('the configuration', () => {
  test.each([
    [
      { JWT_EXPIRE_MINUTES: '99999999' },
      'JWT_EXPIRE_MINUTES is “99999999”: times 60, it must be a whole number from 60',
    ],
    [{ JWT_EXPIRE_MINUTES: 'a day' }, 'JWT_EXPIRE_MINUTES is “a day”: times 60, it must be a whole number from 60'],
    [{ REDIS_URL: 'ftp://host' }, 'REDIS_URL is an address that begins with ftp://: it must be'],
    [{ ENCRYPTION_KEY: 'short' }, 'or base64; make one with: openssl rand -hex 32'],
    [{ ENCRYPTION_KEY: '0'.repeat(64) }, 'repeats a few bytes; make one with: openssl rand -hex 32'],
  ])('a refusal says what was written, and what to write (%j)', (environment, says) => {
    expect(faultsOf(environment).message).toContain(says);
  });

  test('needs nothing: everything has a default', () => {
    const config = parse({});
    expect(config).toMatchObject({
      listen: { host: '127.0.0.1', port: 5000, isLoopback: true, allowedOrigins: [], trustProxy: false },
      data: { folder: '/srv/chat/data', mediaFolder: '/srv/chat/data/media', databaseUrl: null, redisUrl: null },
      doors: { passwordless: true, registration: true, openDirectory: true, serviceKey: null },
      sessions: { accessTokenLifetime: 900_000, sessionLifetime: 7_776_000_000, dialectTokenLifetime: 2_592_000_000 },
      external: null,
      limits: { rateLimits: true, uploadBytes: 16_777_216 },
      dialects: { roomMessages: 10, roomWindow: 60_000, toxicityThreshold: 0.7, translationWait: 1500 },
      operation: { logLevel: 'info' },
      notices: [],
    });
    expect(config.dialects.enabled).toEqual(['rooms', 'relay', 'letsapp', 'direct', 'assistant']);
    const settings: CoreSettings = toCoreSettings(config);
    expect(settings).toEqual({
      passwordless: true,
      contextTokens: 6_000,
      registration: true,
      openDirectory: true,
      accessTokenLifetime: 900_000,
      sessionLifetime: 7_776_000_000,
      textLength: 20_000,
      uploadBytes: 16_777_216,
      moderationPolicy: null,
      moderators: [],
      toxicityThreshold: 0.7,
    });
  });

  test('counts an empty value as not set', () => {
    expect(parse({ PORT: '', HOST: '  ', SECRET_KEY: '' }).listen).toMatchObject({ port: 5000, host: '127.0.0.1' });
  });

  test('names every fault at once, with the variable, what it got and what it wants', () => {
    const error = faultsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      TOXICITY_THRESHOLD: '7',
      RATE_LIMITS: 'maybe',
      DIALECTS: 'rooms,irc',
      ALLOWED_ORIGINS: 'https://a.example.org/path',
      TRUST_PROXY: 'everybody',
      REDIS_URL: 'localhost:6379',
      MAX_CONNECTIONS: '1e3',
      OUTBOX_WORKERS: '2.5',
    });
    expect(error.faults.map((fault) => fault.variable).sort()).toEqual([
      'ALLOWED_ORIGINS',
      'DIALECTS',
      'LOG_LEVEL',
      'MAX_CONNECTIONS',
      'OUTBOX_WORKERS',
      'PORT',
      'RATE_LIMITS',
      'REDIS_URL',
      'TOXICITY_THRESHOLD',
      'TRUST_PROXY',
    ]);
    expect(error.message).toContain('The configuration has 10 faults:');
    expect(error.message).toContain('PORT is “70000”: it must be a whole number from 0 to 65535');
    expect(error.message).toContain('“irc” is none of them; use rooms, relay, letsapp, direct, assistant, all or none');
  });

  test('names a fault by the name that was set', () => {
    expect(faultsOf({ FLASK_PORT: 'x' }).faults).toMatchObject([{ variable: 'FLASK_PORT', got: '“x”' }]);
  });
});

describe('names of other servers', () => {
  test.each([
    [{ SERVER_PORT: '5001', SERVER_HOST: '0.0.0.0' }, { listen: { port: 5001, host: '0.0.0.0' } }],
    [{ FLASK_PORT: '5002', FLASK_HOST: '::1' }, { listen: { port: 5002, isLoopback: true } }],
    [{ JWT_ACCESS_TOKEN_EXPIRES: '7200' }, { sessions: { dialectTokenLifetime: 7_200_000 } }],
    [{ JWT_EXPIRE_MINUTES: '1440' }, { sessions: { dialectTokenLifetime: 86_400_000 } }],
    [{ RATE_LIMIT_MESSAGES: '3', RATE_LIMIT_WINDOW: '5' }, { dialects: { roomMessages: 3, roomWindow: 5000 } }],
    [{ MAX_CONTENT_LENGTH: '1048576' }, { limits: { uploadBytes: 1_048_576 } }],
    [{ UPLOAD_FOLDER: 'instance/uploads' }, { data: { mediaFolder: '/srv/chat/instance/uploads' } }],
    [{ JWT_SECRET_KEY: SECRET }, { secrets: { installationSecret: SECRET } }],
    [{ SSE_REDIS_URL: 'redis://localhost:6379/0' }, { data: { redisUrl: 'redis://localhost:6379/0' } }],
    [
      { OPENAI_API_KEY: 'sk-0123456789', OPENAI_MODEL: 'gpt-4o' },
      { ai: { openaiKey: 'sk-0123456789', openaiModel: 'gpt-4o' } },
    ],
    [{ DATABASE_URL: 'postgresql://user:pass@host/db' }, { data: { databaseUrl: 'postgresql://user:pass@host/db' } }],
  ])('work: %j', (environment, expected) => {
    expect(parse(environment as unknown as Record<string, string>)).toMatchObject(expected);
  });

  test('come after our own, and the start text says so where they differ', () => {
    const config = parse({ PORT: '1', SERVER_PORT: '2', FLASK_PORT: '1' });
    expect(config.listen.port).toBe(1);
    expect(config.notices).toEqual(['SERVER_PORT is ignored, because PORT says the same thing and comes first.']);
  });

  test('of origins add up', () => {
    const config = parse({
      ALLOWED_ORIGINS: 'https://a.example.org',
      CORS_ORIGINS: 'http://localhost:3000, https://a.example.org/',
      FRONTEND_URL: 'http://localhost:8080',
    });
    expect(config.listen.allowedOrigins).toEqual([
      'https://a.example.org',
      'http://localhost:3000',
      'http://localhost:8080',
    ]);
    expect(parse({ CORS_ORIGINS: '*' }).notices[0]).toContain('every web page');
  });

  test('that mean nothing here are answered with what takes their place', () => {
    const names = ['MONGODB_URI', 'MONGO_URI', 'MONGODB_URL', 'DATABASE_NAME', 'CELERY_BROKER_URL', 'FLASK_ENV'];
    const { notices } = parse(Object.fromEntries(names.map((name) => [name, 'mongodb://user:hunter2@host'])));
    expect(notices).toHaveLength(names.length);
    for (const name of names)
      expect(notices.some((notice) => notice.startsWith(`${name} does not apply: `))).toBe(true);
    expect(notices.join()).not.toContain('hunter2');
  });

  test('for an SQLite file are answered with what to do', () => {
    expect(faultsOf({ DATABASE_URL: 'sqlite:///app.db' }).message).toContain(
      'leave it out: the SQLite file is the default',
    );
  });
});

describe('secrets', () => {
  test.each([
    'your_secret_key_here',
    'your-secret-key-here-change-in-production',
    'very-secure-secret-key',
    'your-super-secret-jwt-key-here',
    'change-me-change-me-change-me-change-me',
    'too short',
    'abababababababababababababababababababab',
  ])('%j is refused and never printed', (value) => {
    for (const variable of ['SECRET_KEY', 'JWT_SECRET_KEY', 'SERVICE_KEY']) {
      const error = faultsOf({ [variable]: value });
      expect(error.faults).toMatchObject([{ variable }]);
      expect(error.message).not.toContain(value);
    }
  });

  test('a real one is taken', () => {
    expect(parse({ SECRET_KEY: SECRET }).secrets.installationSecret).toBe(SECRET);
  });

  test('addresses with a password in them are not printed', () => {
    const message = faultsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/chat',
      REDIS_URL: 'http://:hunter2@redis',
    }).message;
    expect(message).not.toContain('hunter2');
    expect(message).toContain('mysql:');
  });

  test('an encryption key is 32 bytes, as hex, base64 or plain; the manual’s own is refused', () => {
    const bytes = new Uint8Array(Array.from({ length: 32 }, (_, index) => index * 7));
    const hex = Buffer.from(bytes).toString('hex');
    for (const text of [hex, Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('base64url')]) {
      expect(parse({ ENCRYPTION_KEY: text }).secrets.encryptionKey).toEqual(bytes);
    }
    expect(parse({ ENCRYPTION_KEY: SECRET }).secrets.encryptionKey).toHaveLength(32);
    for (const text of ['your-32-byte-encryption-key-here', hex.slice(2), '0'.repeat(64)]) {
      expect(faultsOf({ ENCRYPTION_KEY: text }).message).not.toContain(text);
    }
  });

  test('the place-holder of an AI key counts as none, and is mentioned', () => {
    const config = parse({ OPENAI_API_KEY: 'your_openai_api_key_here', GEMINI_API_KEY: 'your-gemini-api-key-here' });
    expect(config.ai).toMatchObject({ openaiKey: null, geminiKey: null });
    expect(config.notices).toHaveLength(2);
  });
});

describe('doors', () => {
  test.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['127.9.9.9', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['127.0.0.1.example.org', false],
  ])('on %s stand open by themselves: %s', (host, isOpen) => {
    expect(parse({ HOST: host }).doors).toMatchObject({ passwordless: isOpen, openDirectory: isOpen });
    expect(parse({ HOST: host, PASSWORDLESS: 'on', DIRECTORY: 'open' }).doors).toMatchObject({
      passwordless: true,
      openDirectory: true,
    });
    expect(parse({ HOST: host, PASSWORDLESS: 'off', DIRECTORY: 'closed' }).doors).toMatchObject({
      passwordless: false,
      openDirectory: false,
    });
  });

  test('opened to the world are mentioned', () => {
    expect(parse({ HOST: '0.0.0.0', PASSWORDLESS: 'on' }).notices.join()).toContain('PASSWORDLESS=on');
  });
});

describe('an outside identity provider', () => {
  const names = { EXTERNAL_ISSUER: 'https://login.example.org', EXTERNAL_AUDIENCE: 'chat' };

  test('is known by a secret or by its keys', () => {
    expect(parse({ ...names, EXTERNAL_JWT_SECRET: SECRET }).external).toEqual({
      trust: { secret: SECRET },
      issuer: 'https://login.example.org',
      audience: 'chat',
    });
    const jwksUrl = 'https://login.example.org/keys';
    expect(parse({ ...names, EXTERNAL_JWKS_URL: jwksUrl }).external?.trust).toEqual({ jwksUrl });
  });

  test.each([
    [{ EXTERNAL_JWT_SECRET: SECRET }, ['EXTERNAL_ISSUER', 'EXTERNAL_AUDIENCE']],
    [names, ['EXTERNAL_ISSUER', 'EXTERNAL_AUDIENCE']],
    [{ ...names, EXTERNAL_JWT_SECRET: SECRET, EXTERNAL_JWKS_URL: 'https://a.example.org' }, ['EXTERNAL_JWKS_URL']],
    [{ ...names, EXTERNAL_JWKS_URL: 'http://login.example.org/keys' }, ['EXTERNAL_JWKS_URL']],
  ])('half configured is refused: %j', (environment, variables) => {
    expect(faultsOf(environment as unknown as Record<string, string>).faults.map((fault) => fault.variable)).toEqual(
      variables,
    );
  });

  test('may publish its keys without TLS on this machine', () => {
    expect(parse({ ...names, EXTERNAL_JWKS_URL: 'http://localhost:8080/keys' }).external).not.toBeNull();
  });
});

describe('loading', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-config-'));
  const before = { ...process.env };
  afterAll(() => {
    rmSync(folder, { recursive: true });
    // The file is loaded into the process's environment.
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  test('reads .env of the folder, and the environment comes first', () => {
    writeFileSync(join(folder, '.env'), 'PORT=6001\nHOST=0.0.0.0\n# PASSWORDLESS=on\nOPENAI_MODEL="a model"\n');
    process.env.PORT = '6002';
    for (const name of ['HOST', 'PASSWORDLESS', 'OPENAI_MODEL']) delete process.env[name];
    const { listen, data, ai, doors } = loadConfig(folder);
    expect(listen).toMatchObject({ port: 6002, host: '0.0.0.0' });
    expect([ai.openaiModel, doors.passwordless, data.folder]).toEqual(['a model', false, join(folder, 'data')]);
  });

  test('refuses an .env that cannot be read', () => {
    const other = join(folder, 'other');
    mkdirSync(join(other, '.env'), { recursive: true });
    expect(() => loadConfig(other)).toThrow(ConfigError);
  });
});
