import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSecrets } from '../../src/config/secrets.ts';

const NOTHING = { installationSecret: null, encryptionKey: null };
let folder: string;
let file: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'parlance-secrets-')), 'data');
  file = join(folder, 'secrets.json');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('secrets', () => {
  test('are made on the first start, for the owner alone, and read back on the next', async () => {
    const first = await loadSecrets(folder, NOTHING);
    expect(modeOf(file)).toBe(0o600);
    expect(modeOf(folder)).toBe(0o700);
    expect(first.installationSecret).toHaveLength(32);
    expect(first.encryptionKeys[0].key).toHaveLength(32);
    const second = await loadSecrets(folder, NOTHING);
    expect(Buffer.from(second.installationSecret)).toEqual(Buffer.from(first.installationSecret));
    expect(second.encryptionKeys[0].id).toBe(first.encryptionKeys[0].id);
    expect(second.warnings).toEqual([]);
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test('of two installations differ', async () => {
    const one = await loadSecrets(folder, NOTHING);
    const other = await loadSecrets(`${folder}-2`, NOTHING);
    expect(Buffer.from(one.installationSecret).equals(Buffer.from(other.installationSecret))).toBe(false);
    expect(one.encryptionKeys[0].id).not.toBe(other.encryptionKeys[0].id);
  });

  test('are the same for all who start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => loadSecrets(folder, NOTHING)));
    const distinct = new Set(all.map((one) => Buffer.from(one.installationSecret).toString('hex')));
    expect(distinct.size).toBe(1);
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test('that others could read are closed, with a warning that does not show them', async () => {
    await loadSecrets(folder, NOTHING);
    chmodSync(file, 0o644);
    const { warnings } = await loadSecrets(folder, NOTHING);
    expect(modeOf(file)).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('mode 0644')]);
    const { installation_secret: secret } = JSON.parse(readFileSync(file, 'utf8'));
    expect(warnings.join()).not.toContain(secret);
  });

  test('that are configured count before the stored ones, and old records stay readable', async () => {
    const stored = await loadSecrets(folder, NOTHING);
    const encryptionKey = new Uint8Array(32).fill(7);
    const given = await loadSecrets(folder, {
      installationSecret: 'a secret of more than thirty-two characters',
      encryptionKey,
    });
    expect(Buffer.from(given.installationSecret).toString()).toBe('a secret of more than thirty-two characters');
    expect(given.encryptionKeys.map((one) => one.id)).toEqual([expect.any(String), stored.encryptionKeys[0].id]);
    expect(given.encryptionKeys[0].key).toEqual(encryptionKey);
  });

  test.each([
    ['not JSON', '{"installation_secret": "c2VjcmV0'],
    ['no object', '[]'],
    ['too short', JSON.stringify({ installation_secret: 'c2VjcmV0', encryption_key: 'c2VjcmV0' })],
    ['half', JSON.stringify({ installation_secret: Buffer.alloc(32).toString('base64') })],
  ])('in a file that is %s stop the start, show nothing, and are not replaced', async (_, text) => {
    await loadSecrets(folder, NOTHING);
    writeFileSync(file, text);
    const error = await loadSecrets(folder, NOTHING).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringContaining(file) });
    expect((error as Error).message).not.toContain('c2VjcmV0');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
