import { hash as argon2Hash } from '@node-rs/argon2';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { Argon2Hasher } from '../../src/integrations/passwords/argon2-hasher.ts';

describe('passwords', () => {
  const hasher = new Argon2Hasher();

  test('are kept as argon2id with the recommended cost, and match only themselves', async () => {
    const hash = await hasher.hash('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify(hash, 'correct horse')).toEqual({ matches: true, outdated: false });
    expect(await hasher.verify(hash, 'correct horsE')).toEqual({ matches: false, outdated: false });
  });

  test('of a cheaper argon2 match and are outdated', async () => {
    const hash = await argon2Hash('correct horse', { memoryCost: 8192, timeCost: 1 });
    expect(await hasher.verify(hash, 'correct horse')).toEqual({ matches: true, outdated: true });
  });

  test('imported as bcrypt match in all three spellings and are outdated', async () => {
    const hash = await bcryptHash('correct horse', 4);
    for (const prefix of ['$2a', '$2b', '$2y']) {
      const imported = prefix + hash.slice(3);
      expect(await hasher.verify(imported, 'correct horse')).toEqual({ matches: true, outdated: true });
      expect(await hasher.verify(imported, 'wrong')).toEqual({ matches: false, outdated: false });
    }
  });

  test('of nobody never match, and are checked at full cost', async () => {
    const times = async (hash: string | null) => {
      const start = performance.now();
      for (let index = 0; index < 5; index += 1) expect((await hasher.verify(hash, 'x')).matches).toBe(false);
      return performance.now() - start;
    };
    const known = await times(await hasher.hash('correct horse'));
    expect(await times(null)).toBeGreaterThan(known / 4);
  });

  test('in too great a crowd are refused as unavailable, and the others are served', async () => {
    const small = new Argon2Hasher(1, 2);
    const all = await Promise.allSettled([1, 2, 3, 4, 5].map(() => small.hash('correct horse')));
    expect(all.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(all[3]).toMatchObject({ reason: { code: 'unavailable', extras: { retryAfter: expect.any(Number) } } });
    await expect(small.hash('correct horse')).resolves.toContain('$argon2id$');
  });
});
