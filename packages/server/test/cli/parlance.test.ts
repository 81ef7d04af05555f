import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

const program = fileURLToPath(new URL('../../dist/cli/parlance.js', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** The environment of an operator whose data lies in the test's folder. */
const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  LOG_LEVEL: 'error',
  ...more,
});

function parlance(parameters: string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], {
    cwd: folder,
    env: environment(more),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Starts `parlance serve` and waits until it says where it is. */
async function serve(parameters: string[], more: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd: folder,
    env: environment(more) as NodeJS.ProcessEnv,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stderr! })) {
    if (line.includes('Parlance is running at http')) return child;
  }
  throw new Error('the server ended before it ran');
}

test('a command that does not exist, or lacks its file, is status 2', () => {
  const unknown = parlance(['bakcup']);
  expect(unknown).toMatchObject({ status: 2, stderr: 'There is no command “bakcup”; parlance --help lists them.\n' });
  expect(parlance(['jobs', 'retry'])).toMatchObject({
    status: 2,
    stderr: 'There is no command “jobs retry”; parlance jobs --help lists them.\n',
  });
  expect(parlance(['backup'])).toMatchObject({ status: 2, stderr: "error: missing required argument 'file'\n" });
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

test('the command that npm links when it installs is there before anything is built', () => {
  const home = new URL('../../', import.meta.url);
  const { bin } = JSON.parse(readFileSync(new URL('package.json', home), 'utf8')) as { bin: { parlance: string } };
  expect(bin.parlance).not.toContain('dist');
  const command = fileURLToPath(new URL(bin.parlance, home));
  expect(spawnSync(command, ['--help'], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const unbuilt = join(folder, 'bin', 'parlance.mjs');
  cpSync(command, unbuilt);
  const { status, stderr } = spawnSync(process.execPath, [unbuilt], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, 'Parlance is not built yet. Run: npm run build (npm start does it, too)\n']);
});

test('help is status 0 and lists the commands', () => {
  const { status, stdout } = parlance(['--help']);
  expect(status).toBe(0);
  for (const name of ['serve', 'backup', 'restore', 'epoch', 'doctor', 'jobs', 'generate'])
    expect(stdout).toContain(`  ${name}`);
});

test('a configuration that cannot be used is status 2, with every fault', () => {
  const { status, stderr } = parlance(['epoch'], { PORT: 'x', DURABILITY: 'none' });
  expect(status).toBe(2);
  expect(stderr).toContain('PORT is');
  expect(stderr).toContain('DURABILITY is');
});

test('what fails is status 1, in one line without a stack', () => {
  const { status, stderr } = parlance(['backup', 'copy.db']);
  expect(status).toBe(1);
  expect(stderr).toBe(`There is no database ${join(folder, 'data', 'parlance.db')}; set DATA_DIR to where it is.\n`);
});

test.each([
  [[], '1'],
  [['serve'], '1'],
  [['serve'], '2'],
])(
  '%j serves with WORKERS=%s; backup and doctor work beside it, and it stops on SIGTERM',
  async (parameters, WORKERS) => {
    const server = await serve(parameters, { WORKERS });
    expect(parlance(['backup', 'copy.db'])).toMatchObject({ status: 0, stderr: '' });
    expect(parlance(['doctor'])).toMatchObject({ status: 0, stderr: '' });
    expect(parlance(['doctor', '--repair']).status).toBe(1);
    expect(parlance(['restore', 'copy.db'])).toMatchObject({ status: 1, stdout: '' });
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(parlance(['restore', 'copy.db'])).toMatchObject({ status: 0, stderr: '' });
    expect(parlance(['doctor', '--repair', '--thorough'])).toMatchObject({ status: 0, stderr: '' });
  },
);
