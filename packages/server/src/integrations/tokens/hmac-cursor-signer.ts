import { hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { CursorSigner } from '../../core/ports/cursor-signer.ts';

const TAG_BYTES = 12;
const KEY_BYTES = 32;
/** Of SHA-256, in bytes. */
const BLOCK = 64;

/** `base64url(tag ‖ text)` with a truncated HMAC-SHA-256 under a key of its own. */
export function makeCursorSigner(secret: Buffer): CursorSigner {
  const tagOf = makeHmac(Buffer.from(hkdfSync('sha256', secret, '', 'parlance cursor', KEY_BYTES)));
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

/**
 * RFC 2104 from its two hashes. Every commit is signed, and on a quiet server, where nothing of this is warm, the stream that
 * `createHmac` makes costs as much as telling a hundred connections. The key is no longer than a block.
 */
function makeHmac(key: Buffer): (text: Buffer) => Buffer {
  const padded = Buffer.concat([key], BLOCK);
  const inner = padded.map((byte) => byte ^ 0x36);
  const outer = padded.map((byte) => byte ^ 0x5c);
  return (text) => {
    const digest = hash('sha256', Buffer.concat([inner, text]), 'buffer');
    return hash('sha256', Buffer.concat([outer, digest]), 'buffer').subarray(0, TAG_BYTES);
  };
}
