import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { ExternalIdentity, ExternalPerson } from '../../core/ports/external-identity.ts';
import { unavailable } from '../../core/ports/unavailable.ts';

/** How an outside identity provider is trusted: by a shared secret, or by the public keys it publishes. */
export interface ExternalJwtOptions {
  trust: { secret: string } | { jwksUrl: string };
  issuer: string;
  audience: string;
}

/** Public-key algorithms only: were HS256 among them, a public key could be used as a shared secret. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const FETCH_TIMEOUT = 5000;
/** Keys are fetched again after this long, and for an unknown key id at most once in half a minute. */
const KEYS_MAXIMUM_AGE = 600_000;
const KEYS_COOLDOWN = 30_000;
const RETRY_AFTER = 5000;
/** How far the provider's clock may be off, in seconds. */
const CLOCK_TOLERANCE = 5;

/** Checks JSON Web Tokens of one provider: signature, issuer, audience, expiry. */
export class ExternalJwt implements ExternalIdentity {
  readonly #key: Uint8Array | JWTVerifyGetKey;
  readonly #checks: JWTVerifyOptions;

  constructor({ trust, issuer, audience }: ExternalJwtOptions) {
    const bySecret = 'secret' in trust;
    this.#key = bySecret ? new TextEncoder().encode(trust.secret) : toKeySet(trust.jwksUrl);
    this.#checks = {
      algorithms: bySecret ? ['HS256'] : ASYMMETRIC,
      issuer,
      audience,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE,
    };
  }

  async verify(token: string): Promise<ExternalPerson | undefined> {
    const payload = await this.#findPayload(token);
    return payload === undefined ? undefined : toPerson(payload);
  }

  async #findPayload(token: string): Promise<JWTPayload | undefined> {
    try {
      // Two calls because the two kinds of key are two overloads.
      const verified =
        this.#key instanceof Uint8Array
          ? await jwtVerify(token, this.#key, this.#checks)
          : await jwtVerify(token, this.#key, this.#checks);
      return verified.payload;
    } catch (error) {
      if (isOutage(error)) {
        throw unavailable('The identity provider’s keys cannot be fetched at the moment; try again.', RETRY_AFTER);
      }
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

function toKeySet(url: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: FETCH_TIMEOUT,
    cacheMaxAge: KEYS_MAXIMUM_AGE,
    cooldownDuration: KEYS_COOLDOWN,
  });
}

/** jose throws its bare base class for an answer other than 200 or one that is no JSON, and lets fetch's TypeError through. */
function isOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC';
  return error instanceof TypeError;
}

/** The claims of OpenID Connect Core 1.0, section 5.1; anything of another type counts as absent. */
function toPerson(payload: JWTPayload): ExternalPerson | undefined {
  if (payload.iss === undefined || payload.sub === undefined || payload.sub === '') return undefined;
  const text = (name: string): string | null => {
    const value = payload[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  return {
    key: `${payload.iss} ${payload.sub}`,
    email: text('email'),
    emailVerified: payload.email_verified === true,
    displayName: text('name'),
    userName: text('preferred_username'),
    avatarUrl: text('picture'),
    language: text('locale'),
  };
}
