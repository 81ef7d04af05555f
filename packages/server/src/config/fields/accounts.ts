import { address, choice, integer, key, line, secret, toggle } from '../kinds.ts';

/** Who gets in, and for how long. */
export const accountFields = {
  PASSWORDLESS: choice(['auto', 'on', 'off'], {
    group: 'Doors',
    description:
      'Entering by bare name, as guest or anonymously. `auto`: only while the server listens on loopback. Accounts with a password or from an identity provider are never entered this way.',
    fallback: 'auto' as 'auto' | 'on' | 'off',
  }),
  REGISTRATION: choice(['open', 'closed'], {
    group: 'Doors',
    description: 'Whether anybody may make an account with a password.',
    fallback: 'open' as 'open' | 'closed',
  }),
  DIRECTORY: choice(['auto', 'open', 'closed'], {
    group: 'Doors',
    description:
      'Whether everybody may look up everybody (`open`), or only those they share a conversation with and exact names (`closed`). `auto`: open only while the server listens on loopback.',
    fallback: 'auto' as 'auto' | 'open' | 'closed',
  }),
  SERVICE_KEY: secret({
    group: 'Doors',
    description: 'A key by which your own programs may broadcast and publish while the anonymous door is closed.',
    fallback: null,
    fallbackText: 'none',
  }),
  SECRET_KEY: secret({
    group: 'Accounts and sessions',
    description:
      'The installation secret from which the keys of all tokens are derived. Set it when several nodes serve the same data; changing it logs everybody out.',
    fallback: null,
    fallbackText: 'generated into `DATA_DIR/secrets.json`',
    aliases: [{ name: 'JWT_SECRET_KEY' }],
  }),
  ENCRYPTION_KEY: key({
    group: 'Accounts and sessions',
    description: 'The key under which people’s AI keys are stored. Without it they cannot be read again.',
    fallback: null,
    fallbackText: 'generated into `DATA_DIR/secrets.json`',
  }),
  ACCESS_TOKEN_MINUTES: integer(
    { minimum: 1, maximum: 1440 },
    {
      group: 'Accounts and sessions',
      description: 'How long an access token of v1 is valid, in minutes; clients refresh it by themselves.',
      fallback: 15,
    },
  ),
  SESSION_DAYS: integer(
    { minimum: 1, maximum: 3650 },
    {
      group: 'Accounts and sessions',
      description: 'How long a session lasts without being used, in days.',
      fallback: 90,
    },
  ),
  EXTERNAL_JWT_SECRET: secret({
    group: 'Accounts and sessions',
    description: 'The secret shared with an outside identity provider that signs its tokens with HS256.',
    fallback: null,
    fallbackText: 'none',
  }),
  EXTERNAL_JWKS_URL: address(['https', 'http'], {
    group: 'Accounts and sessions',
    description:
      'Where an outside identity provider publishes its keys, when it signs with RS, PS, ES or EdDSA. `http` is allowed on this machine only.',
    fallback: null,
    fallbackText: 'none',
  }),
  EXTERNAL_ISSUER: line({
    group: 'Accounts and sessions',
    description: 'The `iss` that the provider’s tokens must carry. Needed with either of the two above.',
    fallback: null,
    fallbackText: 'none',
  }),
  EXTERNAL_AUDIENCE: line({
    group: 'Accounts and sessions',
    description: 'The `aud` that the provider’s tokens must carry. Needed with either of the two above.',
    fallback: null,
    fallbackText: 'none',
  }),
  RATE_LIMITS: toggle({
    group: 'Limits',
    description: 'The limits by account, session and address. Off is for measurements only.',
    fallback: true,
  }),
  MAX_CONTENT_LENGTH: integer(
    { minimum: 1024, maximum: 1_073_741_824 },
    {
      group: 'Limits',
      description: 'The largest upload, in bytes.',
      fallback: 16_777_216,
    },
  ),
};
