import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { CursorSigner } from '../../core/ports/cursor-signer.ts';

const TAG_BYTES = 12;

/** `base64url(tag ‖ text)` with a truncated HMAC-SHA-256 under a key of its own. */
export function makeCursorSigner(secret: Buffer): CursorSigner {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'parlance cursor', 32));
  const tagOf = (text: Buffer) => createHmac('sha256', key).update(text).digest().subarray(0, TAG_BYTES);
  return {
    seal(text) {
      const bytes = Buffer.from(text);
      return Buffer.concat([tagOf(bytes), bytes]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= TAG_BYTES || bytes.toString('base64url') !== sealed) return undefined;
      const text = bytes.subarray(TAG_BYTES);
      return timingSafeEqual(tagOf(text), bytes.subarray(0, TAG_BYTES)) ? text.toString() : undefined;
    },
  };
}
