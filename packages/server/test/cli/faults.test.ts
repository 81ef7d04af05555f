import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { describeOnPostgres } from '../support/stores.ts';

const program = fileURLToPath(new URL('../../dist/cli/parlance.js', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** Runs a command to its end, with nothing set but this; without parameters it is a start of the server. */
function run(settings: Record<string, string>, parameters: string[] = []) {
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error', ...settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A port that somebody else listens on. */
async function takenPort(): Promise<string> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return String((server.address() as AddressInfo).port);
}

test.each(['1', '2'])(
  'a start on a port that is taken names PORT and says what to do (WORKERS=%s)',
  async (WORKERS) => {
    const PORT = await takenPort();
    expect(run({ PORT, WORKERS })).toMatchObject({
      status: 1,
      stderr: `PORT is “${PORT}”: another program listens on 127.0.0.1:${PORT}. Stop that one, or set another PORT.\n`,
    });
  },
);

test.each([
  ['no.such.name.invalid', 'no address is known for that name'],
  ['203.0.113.9', 'this machine has no such address'],
])('a start on an address that is not of this machine names HOST (%s)', (HOST, says) => {
  const { status, stderr } = run({ HOST });
  expect(status).toBe(1);
  expect(stderr).toContain(`HOST is “${HOST}”: ${says}`);
  expect(stderr).not.toContain('    at ');
});

test.each([['a-file'], ['a-file/below']])('a start in what is no folder names DATA_DIR (%s)', (name) => {
  writeFileSync(join(folder, 'a-file'), '');
  const DATA_DIR = join(folder, name);
  const { status, stderr } = run({ DATA_DIR });
  expect(status).toBe(1);
  expect(stderr).toContain(`DATA_DIR is “${DATA_DIR}”: it must be a folder that this user may read and write`);
  expect(stderr).not.toContain('    at ');
});

test('a start whose media could not be kept names UPLOAD_FOLDER', () => {
  const UPLOAD_FOLDER = join(folder, 'a-file');
  writeFileSync(UPLOAD_FOLDER, '');
  const { status, stderr } = run({ UPLOAD_FOLDER });
  expect(status).toBe(1);
  expect(stderr).toContain(
    `UPLOAD_FOLDER is “${UPLOAD_FOLDER}”: it must be a folder that this user may read and write`,
  );
});

test('a command whose output nobody reads to its end ends without a word', () => {
  const env = { ...process.env, DATA_DIR: join(folder, 'data') };
  const command = `"${process.execPath}" "${program}" doctor | true`;
  expect(spawnSync('sh', ['-c', command], { env, encoding: 'utf8' }).stderr).toBe('');
});

test('a folder that cannot be claimed is not said to be used by another server', () => {
  mkdirSync(join(folder, 'data', 'parlance.lock'), { recursive: true });
  const { status, stderr } = run({});
  expect(status).toBe(1);
  expect(stderr).toContain(`The data folder ${join(folder, 'data')} cannot be used: `);
  expect(stderr).toContain('unable to open database file. DATA_DIR must be a folder that this user may write.');
});

test('a database file that cannot be opened is said to lie in DATA_DIR', () => {
  const DATA_DIR = join(folder, 'data');
  mkdirSync(join(DATA_DIR, 'parlance.db'), { recursive: true });
  const { status, stderr } = run({});
  expect(status).toBe(1);
  expect(stderr).toContain(`DATA_DIR is “${DATA_DIR}”: a database in it cannot be opened for writing`);
  expect(stderr).not.toContain('    at ');
});

test.each([[[]], [['jobs']], [['epoch', '--renew']], [['doctor']]])(
  'a database that is not reached is named, without its password, by %j',
  (parameters) => {
    const DATABASE_URL = 'postgres://anna:sesame@127.0.0.1:1/parlance?password=sesame';
    const { status, stdout, stderr } = run({ DATABASE_URL }, parameters);
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('DATABASE_URL is “postgres://anna:…@127.0.0.1:1/parlance”: connect ECONNREFUSED');
    expect(stdout + stderr).not.toContain('sesame');
    expect(stderr).not.toContain('    at ');
  },
);

test('an address without a host is refused as that', () => {
  expect(run({ DATABASE_URL: 'postgres:///parlance' }).stderr).toContain(
    'DATABASE_URL is an address without a host: it must name a host after postgres://',
  );
});

describeOnPostgres('a database of PostgreSQL', (create) => {
  test('that is not there is to be made first', async () => {
    const url = new URL((await create()).url ?? '');
    url.pathname = '/nobody_made_this';
    const { status, stderr } = run({ DATABASE_URL: url.href });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /DATABASE_URL is “.*\/nobody_made_this”: database .* does not exist. Make it first: createdb/,
    );
  });

  test.each([[['jobs']], [['epoch']], [['doctor']]])(
    'in which no server has begun is said to be empty by %j',
    async (parameters) => {
      const { url = '' } = await create();
      const { status, stdout, stderr } = run({ DATABASE_URL: url }, parameters);
      expect(status).toBe(1);
      expect(stdout + stderr).toContain('The database of DATABASE_URL has nothing of Parlance in it');
    },
  );
});
