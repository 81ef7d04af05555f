import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCursorSigner } from '../../src/integrations/tokens/hmac-cursor-signer.ts';

const TAG_BYTES = 12;

test('what it seals carries a truncated HMAC-SHA-256, as Node’s own says', () => {
  const secret = randomBytes(32);
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'parlance cursor', 32));
  const { seal, open } = makeCursorSigner(secret);
  for (const text of ['x', 'epoch 17 d', 'ü'.repeat(40), 'long '.repeat(500)]) {
    const bytes = Buffer.from(seal(text), 'base64url');
    const tag = createHmac('sha256', key).update(text).digest().subarray(0, TAG_BYTES);
    expect(bytes.subarray(0, TAG_BYTES)).toEqual(tag);
    expect(bytes.subarray(TAG_BYTES).toString()).toBe(text);
    expect(open(seal(text))).toBe(text);
  }
});

test('what was changed, cut off or sealed with another secret does not open', () => {
  const { seal, open } = makeCursorSigner(Buffer.alloc(32, 1));
  const sealed = Buffer.from(seal('epoch 17 d'), 'base64url');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] as number) ^ 1;
    expect(open(changed.toString('base64url')), `byte ${at}`).toBeUndefined();
  }
  expect(open(sealed.subarray(0, TAG_BYTES).toString('base64url'))).toBeUndefined();
  expect(open(`${seal('epoch 17 d')}=`)).toBeUndefined();
  expect(open('')).toBeUndefined();
  expect(open(makeCursorSigner(Buffer.alloc(32, 2)).seal('epoch 17 d'))).toBeUndefined();
});
