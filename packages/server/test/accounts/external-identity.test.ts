import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExternalJwt } from '../../src/integrations/identity/external-jwt.ts';

const SECRET = 'a shared secret of more than 32 characters';
const names = { issuer: 'https://login.example.org', audience: 'chat' };

type SigningKey = Parameters<InstanceType<typeof SignJWT>['sign']>[0];

function sign(
  key: SigningKey,
  algorithm: string,
  claims: object = {},
  change: Partial<typeof names> = {},
): Promise<string> {
  const { issuer, audience } = { ...names, ...change };
  return new SignJWT({ email: 'ann@example.org', email_verified: true, name: 'Ann', ...claims })
    .setProtectedHeader({ alg: algorithm, kid: 'k1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('42')
    .setExpirationTime('5m')
    .sign(key);
}

describe('a provider with a shared secret', () => {
  const provider = new ExternalJwt({ trust: { secret: SECRET }, ...names });
  const key = new TextEncoder().encode(SECRET);

  test('vouches for the person in its token', async () => {
    expect(await provider.verify(await sign(key, 'HS256', { locale: 'de', picture: 7 }))).toEqual({
      key: 'https://login.example.org 42',
      email: 'ann@example.org',
      emailVerified: true,
      displayName: 'Ann',
      userName: null,
      avatarUrl: null,
      language: 'de',
    });
  });

  test('counts an address as verified only where the claim is true itself', async () => {
    for (const claim of ['true', 1, undefined, null]) {
      const person = await provider.verify(await sign(key, 'HS256', { email_verified: claim }));
      expect(person?.emailVerified).toBe(false);
    }
  });

  test('does not vouch for tokens of another issuer, audience, secret or algorithm, or without expiry', async () => {
    const endless = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(names.issuer)
      .setAudience(names.audience)
      .setSubject('42')
      .sign(key);
    const wrong = [
      await sign(key, 'HS256', {}, { issuer: 'https://evil.example.org' }),
      await sign(key, 'HS256', {}, { audience: 'mail' }),
      await sign(new TextEncoder().encode('another secret of more than 32 characters'), 'HS256'),
      endless,
      'no token',
    ];
    for (const token of wrong) expect(await provider.verify(token)).toBeUndefined();
  });
});

describe('a provider that publishes its keys', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  let server: Server;
  let answer = 200;

  beforeAll(async () => {
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    server = createServer((_request, response) => {
      response.writeHead(answer, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  function connect(): ExternalJwt {
    const { port } = server.address() as AddressInfo;
    return new ExternalJwt({ trust: { jwksUrl: `http://127.0.0.1:${port}/keys` }, ...names });
  }

  test('vouches by its private key, and by no other', async () => {
    const provider = connect();
    expect(await provider.verify(await sign(privateKey, 'ES256'))).toMatchObject({
      key: 'https://login.example.org 42',
    });
    const other = await generateKeyPair('ES256');
    expect(await provider.verify(await sign(other.privateKey, 'ES256'))).toBeUndefined();
  });

  test('is not fooled by its public key used as a shared secret', async () => {
    const text = JSON.stringify(await exportJWK(publicKey));
    expect(await connect().verify(await sign(new TextEncoder().encode(text), 'HS256'))).toBeUndefined();
  });

  test('whose keys cannot be fetched makes us unavailable, not the person unknown', async () => {
    const token = await sign(privateKey, 'ES256');
    answer = 500;
    await expect(connect().verify(token)).rejects.toMatchObject({ code: 'unavailable', extras: { retryAfter: 5000 } });
    answer = 200;
    const gone = new ExternalJwt({ trust: { jwksUrl: 'http://127.0.0.1:1/keys' }, ...names });
    await expect(gone.verify(token)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
