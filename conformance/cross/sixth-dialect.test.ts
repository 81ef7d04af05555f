import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../support/http.ts';
import { SocketClient } from '../support/socket-client.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'docs/examples/sixth-dialect/pager');

let folder: string;
let server: { url: string; stop(): Promise<void> };

/** A copy of the server’s sources with one folder and one line more, built and started. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-sixth-'));
  await cp(join(ROOT, 'packages/server/src'), join(folder, 'src'), { recursive: true });
  await cp(join(ROOT, 'packages/server/package.json'), join(folder, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await cp(EXAMPLE, join(folder, 'src/dialects/pager'), { recursive: true });
  await addLine(join(folder, 'src/dialects/index.ts'));
  const options = { rootDir: 'src', outDir: 'dist', composite: false, incremental: false, declaration: false };
  const tsconfig = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: options, include: ['src'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await build(folder);
  server = await startCopy(folder);
}, 120_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function build(copy: string): Promise<void> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', copy]).catch((fault: { stdout?: string }) => {
    throw new Error(`the copy does not compile:\n${fault.stdout ?? ''}`, { cause: fault });
  });
}

/** The one line of a dialect: its name in the list, and the import that the name needs. */
async function addLine(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const listed = text.replace(/(readonly Dialect\[\] = \[)/, '$1pager, ');
  expect(listed).not.toBe(text);
  await writeFile(path, `import { pager } from './pager/dialect.ts';\n${listed}`);
}

async function startCopy(copy: string): Promise<{ url: string; stop(): Promise<void> }> {
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(copy, 'dist', file)).href);
  const { startServer } = await load('app.js');
  const { parseConfig } = await load('config/parse-config.js');
  const variables = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(copy, 'data'), LOG_LEVEL: 'error' };
  return startServer(parseConfig(variables, copy));
}

async function register(username: string): Promise<string> {
  const account = { username, email: `${username}@example.com`, password: 'a long enough password' };
  await call(server.url, 'POST', '/api/auth/register', { body: account });
  return (await call(server.url, 'POST', '/api/auth/login', { body: account })).body.access_token as string;
}

test('a sixth dialect speaks by REST and socket, and with the other five', async () => {
  const [anna, ben] = [await register('anna'), await register('ben')];
  const pager = await SocketClient.connect(server.url, { auth: { token: ben } });
  expect(await pager.asks('page')).toEqual({ ready: true });
  const sent = await call(server.url, 'POST', '/pager/notes', { token: anna, body: { to: 'ben', note: 'Lunch?' } });
  expect(sent).toMatchObject({ status: 201, body: { from: 'anna', note: 'Lunch?' } });
  expect(await pager.hears('paged')).toEqual(sent.body);
  const direct = await SocketClient.connect(server.url, { auth: { token: anna } });
  await direct.asks('get_online_users');
  await pager.asks('page', { to: 'anna', note: 'At one.' });
  expect(await direct.hears('new_message')).toMatchObject({ sender_name: 'ben', message: 'At one.' });
  pager.close();
  direct.close();
});

test('its refusals come from the same rules as everybody’s', async () => {
  const carl = await register('carl');
  expect((await call(server.url, 'POST', '/pager/notes', { body: { to: 'ben', note: 'x' } })).status).toBe(401);
  expect(
    (await call(server.url, 'POST', '/pager/notes', { token: carl, body: { to: 'nobody', note: 'x' } })).status,
  ).toBe(404);
  const wrong = await call(server.url, 'POST', '/pager/notes', { token: carl, body: { to: 'ben' } });
  expect(wrong.status).toBe(400);
  expect(wrong.body.error).toContain('"note"');
});
