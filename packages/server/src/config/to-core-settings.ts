import type { Config } from './config.ts';

/** As v1's schema has it. */
const TEXT_LENGTH = 20_000;

/** The part of the configuration that rules depend on, in the form `CoreSettings` has in core. */
export function toCoreSettings(
  config: Pick<Config, 'doors' | 'sessions' | 'limits' | 'dialects' | 'moderation' | 'assistants'>,
): {
  passwordless: boolean;
  registration: boolean;
  openDirectory: boolean;
  accessTokenLifetime: number;
  sessionLifetime: number;
  textLength: number;
  uploadBytes: number;
  moderationPolicy: Config['moderation']['policy'];
  moderators: readonly string[];
  toxicityThreshold: number;
  contextTokens: number;
} {
  const { passwordless, registration, openDirectory } = config.doors;
  const { accessTokenLifetime, sessionLifetime } = config.sessions;
  return {
    passwordless,
    registration,
    openDirectory,
    accessTokenLifetime,
    sessionLifetime,
    textLength: TEXT_LENGTH,
    uploadBytes: config.limits.uploadBytes,
    moderationPolicy: config.moderation.policy,
    moderators: config.moderation.moderators,
    toxicityThreshold: config.dialects.toxicityThreshold,
    contextTokens: config.assistants.contextTokens,
  };
}
