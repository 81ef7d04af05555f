import { hkdfSync, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { TokenClaims } from '../../src/core/ports/token-signer.ts';
import { JwtSigner } from '../../src/integrations/tokens/jwt-signer.ts';

const NOW = 1_700_000_000_000;
const secret = randomBytes(32);
const clock = { time: NOW, now: () => clock.time };
const claims: TokenClaims = {
  userId: 'u1',
  sessionId: 's1',
  purpose: 'access',
  kind: 'person',
  expiresAt: NOW + 60_000,
};

describe('tokens', () => {
  const signer = new JwtSigner(secret, clock);

  test('come back as they were signed, and again from memory', async () => {
    const token = await signer.sign(claims);
    expect(await signer.verify(token, 'access')).toEqual(claims);
    expect(await signer.verify(token, 'access')).toEqual(claims);
    const media = await signer.sign({ ...claims, purpose: 'media', subject: 'm1' });
    expect(await signer.verify(media, 'media')).toEqual({ ...claims, purpose: 'media', subject: 'm1' });
  });

  test.each(['stream', 'media'] as const)('made for access do not open %s', async (purpose) => {
    const token = await signer.sign(claims);
    expect(await signer.verify(token, purpose)).toBeUndefined();
    expect(await signer.verify(token, 'access')).toBeDefined();
    expect(await signer.verify(token, purpose)).toBeUndefined();
  });

  test('expire, even when they were just remembered', async () => {
    const token = await signer.sign(claims);
    expect(await signer.verify(token, 'access')).toBeDefined();
    clock.time = NOW + 60_000;
    expect(await signer.verify(token, 'access')).toBeUndefined();
    expect(await new JwtSigner(secret, clock).verify(token, 'access')).toBeUndefined();
    clock.time = NOW;
  });

  test('of another installation, changed, or none at all are refused', async () => {
    const token = await signer.sign(claims);
    const [head, , tail] = token.split('.');
    const body = Buffer.from(JSON.stringify({ ...claims, sub: 'u2', aud: 'parlance' })).toString('base64url');
    const others = [
      await new JwtSigner(randomBytes(32), clock).sign(claims),
      `${head}.${body}.${tail}`,
      '',
      'x',
      'a.b.c',
      token.slice(0, -2),
    ];
    for (const other of others) expect(await signer.verify(other, 'access')).toBeUndefined();
  });

  test('without a signature, of another algorithm, audience or shape are refused though the key is right', async () => {
    const key = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), 'parlance/token/access', 32));
    const payload = { sid: 's1', kind: 'person', purpose: 'access' };
    const make = (change: object, algorithm: string, audience: string) =>
      new SignJWT({ ...payload, ...change })
        .setProtectedHeader({ alg: algorithm })
        .setSubject('u1')
        .setAudience(audience)
        .setExpirationTime(NOW / 1000 + 60)
        .sign(key);
    const right = await make({}, 'HS256', 'parlance');
    expect(await signer.verify(right, 'access')).toBeDefined();
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${right.split('.')[1]}.`;
    const wrong = [
      none,
      await make({}, 'HS256', 'else'),
      await make({ purpose: 'media' }, 'HS256', 'parlance'),
      await make({ kind: 'root' }, 'HS256', 'parlance'),
      await make({ sid: 7 }, 'HS256', 'parlance'),
    ];
    for (const token of wrong) expect(await signer.verify(token, 'access')).toBeUndefined();
  });

  test('need a secret of at least 32 bytes', () => {
    expect(() => new JwtSigner(randomBytes(31), clock)).toThrow(RangeError);
  });
});
