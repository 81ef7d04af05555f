import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toFileName } from '../../src/core/media/file-name.ts';
import { FileBlobStore } from '../../src/integrations/blobs/file-blob-store.ts';
import { AesVault } from '../../src/integrations/crypto/aes-vault.ts';

let folder: string;
let blobs: FileBlobStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-blobs-'));
  blobs = new FileBlobStore(join(folder, 'media'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the source failed');
}

async function readAll(source: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('a blob is read back whole or in part, until it is deleted', async () => {
  const stored = await blobs.put('a-key-of-its-own', chunks('0123', '456789'));
  expect(stored).toEqual({
    bytes: 10,
    sha256: '84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882',
  });
  expect(await readAll(await blobs.open('a-key-of-its-own', { start: 0, end: 9 }))).toBe('0123456789');
  expect(await readAll(await blobs.open('a-key-of-its-own', { start: 3, end: 5 }))).toBe('345');
  await blobs.delete('a-key-of-its-own');
  await blobs.delete('a-key-of-its-own');
  expect(await blobs.open('a-key-of-its-own', { start: 0, end: 9 })).toBeUndefined();
});

test('a source that fails leaves nothing behind, and a key never leads out of the folder', async () => {
  await expect(blobs.put('half-a-blob', failing())).rejects.toThrow('the source failed');
  expect(await blobs.open('half-a-blob', { start: 0, end: 3 })).toBeUndefined();
  expect((await readdir(join(folder, 'media'))).filter((name) => name.startsWith('draft-'))).toEqual([]);
  await expect(blobs.put('../../outside', chunks('x'))).rejects.toThrow(RangeError);
  await expect(blobs.open('../../../etc/passwd', { start: 0, end: 1 })).rejects.toThrow(RangeError);
});

test('drafts of a crash are removed once they are old, younger ones stay', async () => {
  await mkdir(join(folder, 'media'), { recursive: true });
  const [old, young] = ['draft-old', 'draft-young'].map((name) => join(folder, 'media', name)) as [string, string];
  for (const path of [old, young]) await writeFile(path, 'half');
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
  await utimes(old, yesterday, yesterday);
  await blobs.removeOldDrafts();
  expect((await readdir(join(folder, 'media'))).filter((name) => name.startsWith('draft-'))).toEqual(['draft-young']);
});

test('what the vault sealed opens for its own context alone, with the key that sealed it, and unchanged', () => {
  const [older, newer] = [
    { id: 'older', key: randomBytes(32) },
    { id: 'newer', key: randomBytes(32) },
  ];
  const sealed = new AesVault([older]).seal('a key for a model', 'of juliet');
  const vault = new AesVault([newer, older]);
  expect(sealed).not.toContain('model');
  expect(vault.open(sealed, 'of juliet')).toBe('a key for a model');
  expect(vault.open(sealed, 'of romeo')).toBeUndefined();
  expect(new AesVault([newer]).open(sealed, 'of juliet')).toBeUndefined();
  const [id = '', text = ''] = sealed.split('.');
  const bytes = Buffer.from(text, 'base64url');
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(vault.open(`${id}.${changed.toString('base64url')}`, 'of juliet')).toBeUndefined();
  }
  expect(vault.open(`${id}.`, 'of juliet')).toBeUndefined();
  expect(vault.seal('a key for a model', 'of juliet')).toMatch(/^newer\./);
  expect(vault.seal('same', 'of juliet')).not.toBe(vault.seal('same', 'of juliet'));
});

test.each([
  ['rose.png', 'rose.png'],
  ['C:\\fakepath\\rose.png', 'rose.png'],
  ['../../etc/passwd', 'passwd'],
  ['..', null],
  ['', null],
  [null, null],
  ['a\u0000b\r\nc.txt', 'abc.txt'],
  ['gpj.\u202Eexe', 'gpj.exe'],
  ['роза.png', 'роза.png'],
])('the file name %j becomes %j', (given, wanted) => {
  expect(toFileName(given)).toBe(wanted);
});

test('a long file name is cut, and keeps its ending', () => {
  const name = toFileName(`${'x'.repeat(500)}.png`);
  expect(name).toHaveLength(120);
  expect(name).toMatch(/x\.png$/);
});
