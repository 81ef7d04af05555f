import type { ConfiguredAssistant } from './assistants.ts';
import type { dialectNames } from './fields/dialects.ts';
import type { ProxyTrust } from './kinds.ts';
import type { ModerationPolicy } from './moderation-policy.ts';

type DialectName = (typeof dialectNames)[number];

/** Everything the server can be told, read once at start. Durations in milliseconds, sizes in bytes, paths absolute. */
export interface Config {
  readonly listen: {
    readonly host: string;
    readonly port: number;
    /** Whether only this machine can reach the server. */
    readonly isLoopback: boolean;
    /** Exact origins, or `*`. */
    readonly allowedOrigins: readonly string[];
    readonly trustProxy: ProxyTrust;
    readonly maximumConnections: number;
    /** How many processes share the port. */
    readonly workers: number;
  };
  readonly data: {
    readonly folder: string;
    readonly mediaFolder: string;
    /** null: the SQLite file in `folder`. */
    readonly databaseUrl: string | null;
    readonly databaseConnections: number;
    readonly redisUrl: string | null;
    readonly durability: 'full' | 'relaxed';
  };
  readonly doors: {
    readonly passwordless: boolean;
    readonly registration: boolean;
    readonly openDirectory: boolean;
    readonly serviceKey: string | null;
  };
  readonly sessions: {
    readonly accessTokenLifetime: number;
    readonly sessionLifetime: number;
    /** Of access tokens that dialects hand out. */
    readonly dialectTokenLifetime: number;
  };
  /** The outside identity provider, or null. */
  readonly external: {
    readonly trust: { readonly secret: string } | { readonly jwksUrl: string };
    readonly issuer: string;
    readonly audience: string;
  } | null;
  /** What was configured; `loadSecrets` fills in what was not. */
  readonly secrets: {
    readonly installationSecret: string | null;
    readonly encryptionKey: Uint8Array | null;
  };
  readonly limits: {
    readonly rateLimits: boolean;
    readonly uploadBytes: number;
  };
  readonly dialects: {
    readonly enabled: readonly DialectName[];
    readonly roomMessages: number;
    readonly roomWindow: number;
    readonly toxicityThreshold: number;
    readonly translationWait: number;
  };
  /** Who answers. */
  readonly assistants: {
    readonly main: ConfiguredAssistant;
    /** Where more of them are described, or null. */
    readonly file: string | null;
    readonly contextTokens: number;
  };
  readonly ai: {
    readonly openaiKey: string | null;
    readonly openaiModel: string;
    readonly openaiBaseUrl: string;
    readonly geminiKey: string | null;
    readonly geminiModel: string;
    readonly geminiBaseUrl: string;
    /** A service of OpenAI’s shape at the installation’s own address. */
    readonly compatible: { readonly baseUrl: string; readonly key: string | null; readonly model: string } | null;
    /** A local model, and the folder whose node_modules has what runs it. */
    readonly transformers: { readonly model: string; readonly path: string } | null;
    readonly libretranslate: { readonly url: string; readonly key: string | null } | null;
    /** Who answers and who translates; null: nobody. */
    readonly provider: 'openai' | 'gemini' | 'compatible' | 'transformers' | null;
    readonly translation: 'openai' | 'gemini' | 'compatible' | 'transformers' | 'libretranslate' | null;
    readonly timeout: number;
    readonly concurrency: number;
    /** In a calendar month; 0: as many as one likes. */
    readonly budgets: {
      readonly requests: number;
      readonly tokens: number;
      readonly userRequests: number;
      readonly userTokens: number;
    };
  };
  /** Who writes down voice messages, or null. */
  readonly transcription: {
    readonly baseUrl: string;
    readonly key: string | null;
    readonly model: string;
    readonly automatic: boolean;
    readonly timeout: number;
    readonly maximumBytes: number;
    readonly maximumSeconds: number;
  } | null;
  readonly moderation: {
    /** Of groups and rooms that have none of their own; null: none. */
    readonly policy: ModerationPolicy | null;
    /** User names in lower case, and ids. */
    readonly moderators: readonly string[];
  };
  readonly operation: {
    readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
    readonly outboxWorkers: number;
  };
  /** Sentences for the start text: what was ignored, what is risky. */
  readonly notices: readonly string[];
}
