import { join, resolve } from 'node:path';
import { checkTogether } from './check-together.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { FieldValues } from './fields.ts';
import { foreignVariables } from './foreign-variables.ts';
import { isLoopbackHost } from './is-loopback-host.ts';
import { type Environment, parseFields } from './parse-fields.ts';
import { toAi } from './to-ai.ts';
import { toAssistants } from './to-assistants.ts';
import { toTranscription } from './to-transcription.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;

/**
 * The configuration that an environment means; relative paths start at `folder`. Throws ConfigError with every fault at
 * once. Reads and writes nothing.
 */
export function parseConfig(environment: Environment, folder: string): Config {
  const { values, faults, notices } = parseFields(environment);
  const all = [...faults, ...checkTogether(values)];
  if (all.length > 0) throw new ConfigError(all);
  const isLoopback = isLoopbackHost(values.HOST);
  return {
    ...toPlaces(values, folder, isLoopback),
    ...toPeople(values, isLoopback),
    ...toWork(values),
    assistants: toAssistants(values, folder),
    ai: toAi(values, folder),
    transcription: toTranscription(values),
    notices: [...notices, ...findForeign(environment), ...findRisks(values, isLoopback)],
  };
}

function toPlaces(values: FieldValues, folder: string, isLoopback: boolean): Pick<Config, 'listen' | 'data'> {
  const dataFolder = resolve(folder, values.DATA_DIR);
  return {
    listen: {
      host: values.HOST,
      port: values.PORT,
      isLoopback,
      allowedOrigins: values.ALLOWED_ORIGINS,
      trustProxy: values.TRUST_PROXY,
      maximumConnections: values.MAX_CONNECTIONS,
      workers: values.WORKERS,
    },
    data: {
      folder: dataFolder,
      mediaFolder: values.UPLOAD_FOLDER === null ? join(dataFolder, 'media') : resolve(folder, values.UPLOAD_FOLDER),
      databaseUrl: values.DATABASE_URL,
      databaseConnections: values.DATABASE_CONNECTIONS,
      redisUrl: values.REDIS_URL,
      durability: values.DURABILITY,
    },
  };
}

function toPeople(
  values: FieldValues,
  isLoopback: boolean,
): Pick<Config, 'doors' | 'sessions' | 'external' | 'secrets'> {
  return {
    doors: {
      passwordless: values.PASSWORDLESS === 'auto' ? isLoopback : values.PASSWORDLESS === 'on',
      registration: values.REGISTRATION === 'open',
      openDirectory: values.DIRECTORY === 'auto' ? isLoopback : values.DIRECTORY === 'open',
      serviceKey: values.SERVICE_KEY,
    },
    sessions: {
      accessTokenLifetime: values.ACCESS_TOKEN_MINUTES * MINUTE,
      sessionLifetime: values.SESSION_DAYS * DAY,
      dialectTokenLifetime: values.JWT_ACCESS_TOKEN_EXPIRES * SECOND,
    },
    external: toExternal(values),
    secrets: { installationSecret: values.SECRET_KEY, encryptionKey: values.ENCRYPTION_KEY },
  };
}

function toExternal(values: FieldValues): Config['external'] {
  const { EXTERNAL_JWT_SECRET, EXTERNAL_JWKS_URL, EXTERNAL_ISSUER, EXTERNAL_AUDIENCE } = values;
  if (EXTERNAL_ISSUER === null || EXTERNAL_AUDIENCE === null) return null;
  const names = { issuer: EXTERNAL_ISSUER, audience: EXTERNAL_AUDIENCE };
  if (EXTERNAL_JWT_SECRET !== null) return { trust: { secret: EXTERNAL_JWT_SECRET }, ...names };
  return EXTERNAL_JWKS_URL === null ? null : { trust: { jwksUrl: EXTERNAL_JWKS_URL }, ...names };
}

function toWork(values: FieldValues): Pick<Config, 'limits' | 'dialects' | 'moderation' | 'operation'> {
  return {
    limits: { rateLimits: values.RATE_LIMITS, uploadBytes: values.MAX_CONTENT_LENGTH },
    dialects: {
      enabled: values.DIALECTS,
      roomMessages: values.RATE_LIMIT_MESSAGES,
      roomWindow: values.RATE_LIMIT_WINDOW * SECOND,
      toxicityThreshold: values.TOXICITY_THRESHOLD,
      translationWait: values.TRANSLATION_WAIT_MS,
    },
    moderation: { policy: values.MODERATION_POLICY, moderators: values.MODERATORS },
    operation: { logLevel: values.LOG_LEVEL, outboxWorkers: values.OUTBOX_WORKERS },
  };
}

function findForeign(environment: Environment): string[] {
  return Object.entries(foreignVariables)
    .filter(([name]) => (environment[name]?.trim() ?? '') !== '')
    .map(([name, instead]) => `${name} does not apply: ${instead}.`);
}

function findRisks(values: FieldValues, isLoopback: boolean): string[] {
  const risks: string[] = [];
  if (values.ALLOWED_ORIGINS.includes('*')) {
    risks.push('ALLOWED_ORIGINS contains *: every web page that somebody here opens may talk to this server.');
  }
  if (values.PASSWORDLESS === 'on' && !isLoopback) {
    risks.push('PASSWORDLESS=on: whoever reaches this server can enter every account that has no password.');
  }
  if (!values.RATE_LIMITS) risks.push('RATE_LIMITS=off: passwords can be guessed as fast as the machine allows.');
  if (values.DURABILITY === 'relaxed') {
    risks.push('DURABILITY=relaxed: a loss of power can take messages that were acknowledged.');
  }
  if (values.REDIS_URL !== null && values.DATABASE_URL === null) {
    risks.push(
      'REDIS_URL is set without DATABASE_URL: the SQLite file belongs to one node, which has no use for Redis.',
    );
  }
  return risks;
}
