import { hkdfSync } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../core/ports/clock.ts';
import type { TokenClaims, TokenPurpose, TokenSigner } from '../../core/ports/token-signer.ts';

const AUDIENCE = 'parlance';
/** Fixed here and never read from a token's header. */
const ALGORITHM = 'HS256';
const KINDS: ReadonlySet<unknown> = new Set<TokenClaims['kind']>(['person', 'guest', 'bot']);
/** About half a kilobyte each. */
const CACHE_SIZE = 10_000;

/**
 * Signs and verifies this installation's own tokens. Each purpose has a key of its own, derived from the installation
 * secret, so a token made for one opens nothing else even if its claims were misread. Expiry is in whole seconds.
 */
export class JwtSigner implements TokenSigner {
  readonly #keys: Record<TokenPurpose, Uint8Array>;
  readonly #clock: Pick<Clock, 'now'>;
  /** What verified before, the least recently used first; the signature is not computed again for each request. */
  readonly #verified = new Map<string, TokenClaims>();

  /** `secret`: at least 32 bytes. */
  constructor(secret: Uint8Array, clock: Pick<Clock, 'now'>) {
    if (secret.length < 32) throw new RangeError('The installation secret must have at least 32 bytes.');
    this.#clock = clock;
    this.#keys = {
      access: deriveKey(secret, 'access'),
      stream: deriveKey(secret, 'stream'),
      media: deriveKey(secret, 'media'),
    };
  }

  sign(claims: TokenClaims): Promise<string> {
    const { userId, sessionId, purpose, kind, subject, expiresAt } = claims;
    return new SignJWT({ sid: sessionId, kind, purpose, ...(subject !== undefined && { obj: subject }) })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(this.#clock.now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(this.#keys[purpose]);
  }

  async verify(token: string, purpose: TokenPurpose): Promise<TokenClaims | undefined> {
    const cacheKey = `${purpose} ${token}`;
    const claims = this.#verified.get(cacheKey) ?? (await this.#check(token, purpose));
    if (claims === undefined) return undefined;
    this.#verified.delete(cacheKey);
    if (claims.expiresAt <= this.#clock.now()) return undefined;
    this.#remember(cacheKey, claims);
    return claims;
  }

  async #check(token: string, purpose: TokenPurpose): Promise<TokenClaims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#keys[purpose], {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(this.#clock.now()),
      });
      return toClaims(payload, purpose);
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  #remember(cacheKey: string, claims: TokenClaims): void {
    this.#verified.set(cacheKey, claims);
    if (this.#verified.size <= CACHE_SIZE) return;
    const oldest = this.#verified.keys().next();
    if (!oldest.done) this.#verified.delete(oldest.value);
  }
}

function deriveKey(secret: Uint8Array, purpose: TokenPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `parlance/token/${purpose}`, 32));
}

function toClaims(payload: JWTPayload, purpose: TokenPurpose): TokenClaims | undefined {
  const { sub, sid, kind, obj, exp } = payload;
  if (payload.purpose !== purpose || sub === undefined || exp === undefined) return undefined;
  if (typeof sid !== 'string' || !isKind(kind)) return undefined;
  if (obj !== undefined && typeof obj !== 'string') return undefined;
  return {
    userId: sub,
    sessionId: sid,
    purpose,
    kind,
    expiresAt: exp * 1000,
    ...(obj !== undefined && { subject: obj }),
  };
}

function isKind(value: unknown): value is TokenClaims['kind'] {
  return KINDS.has(value);
}
