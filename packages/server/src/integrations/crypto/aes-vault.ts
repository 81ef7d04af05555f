import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Vault } from '../../core/ports/vault.ts';

interface VaultKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

const ALGORITHM = 'aes-256-gcm';
/** The nonce that GCM is defined for (NIST SP 800-38D, 8.2), and its whole tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM. A sealed text is `key id . nonce ‖ tag ‖ encrypted` in base64url; the context is authenticated with it.
 * The first key seals; all of them open, so that a key can be replaced without losing what the old one sealed.
 */
export class AesVault implements Vault {
  readonly #keys: readonly [VaultKey, ...VaultKey[]];

  constructor(keys: readonly [VaultKey, ...VaultKey[]]) {
    if (keys.some(({ key }) => key.length !== 32)) throw new RangeError('AES-256 needs keys of 32 bytes.');
    this.#keys = keys;
  }

  seal(secret: string, context: string): string {
    const [{ id, key }] = this.#keys;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context));
    const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url')}`;
  }

  open(sealed: string, context: string): string | undefined {
    const [id, text = ''] = sealed.split('.');
    const known = this.#keys.find((one) => one.id === id);
    const bytes = Buffer.from(text, 'base64url');
    if (known === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, known.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
      return Buffer.concat(opened).toString('utf8');
    } catch {
      // The tag does not match: changed, or sealed for something else.
      return undefined;
    }
  }
}
