import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUNDLE_FOLDER, BUNDLE_PROGRAM, BUNDLE_STAMP, findBundle, hashCompiled } from '../../src/processes/bundle.ts';

let root: string;
let dist: string;
let program: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parlance-bundle-'));
  dist = join(root, 'server', 'dist');
  program = join(dist, BUNDLE_FOLDER, BUNDLE_PROGRAM);
  mkdirSync(join(dist, BUNDLE_FOLDER), { recursive: true });
  mkdirSync(join(root, 'protocol', 'dist'), { recursive: true });
  writeFileSync(join(dist, '.tsbuildinfo'), 'one');
  writeFileSync(join(root, 'protocol', 'dist', '.tsbuildinfo'), 'two');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function writeBundle(text: string): void {
  writeFileSync(join(dist, BUNDLE_FOLDER, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(program, text);
  writeFileSync(join(dist, BUNDLE_FOLDER, BUNDLE_STAMP), hashCompiled(dist) ?? '');
}

test('a bundle is used while it is what was compiled last, and in a release that has no compiler’s records', () => {
  expect(findBundle(dist)).toBeUndefined();
  writeBundle('');
  expect(findBundle(dist)).toBe(program);
  writeFileSync(join(root, 'protocol', 'dist', '.tsbuildinfo'), 'compiled anew');
  expect(findBundle(dist)).toBeUndefined();
  rmSync(join(root, 'protocol', 'dist', '.tsbuildinfo'));
  expect(findBundle(dist)).toBe(program);
});

test('a bundle whose making was interrupted is not used', () => {
  writeFileSync(program, '');
  expect(findBundle(dist)).toBeUndefined();
});

/** Runs the program as the server does, in a process of its own; its output and how many files hold its code after. */
function run(): { said: string; status: number | null; caches: string[] } {
  const keeper = pathToFileURL(join(import.meta.dirname, '../../dist/processes/code-cache.js')).href;
  const script = `import { runKept } from ${JSON.stringify(keeper)}; runKept(${JSON.stringify(program)});`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  const caches = readdirSync(join(dist, BUNDLE_FOLDER)).filter((name) => name.includes('.cache'));
  return { said: `${stdout}${stderr}`, status, caches };
}

const PROGRAM = `
  const { basename } = require('node:path');
  importModule('node:os').then(({ EOL }) => console.log(basename(__filename), typeof module.exports, EOL.length));
`;

test('a program runs with the code that was kept of it, and is compiled anew where that is of no use', () => {
  writeBundle(PROGRAM);
  const first = run();
  expect(first).toEqual({
    said: 'server.js object 1\n',
    status: 0,
    caches: [expect.stringContaining(process.version)],
  });
  const cache = join(dist, BUNDLE_FOLDER, first.caches[0]!);
  const kept = readFileSync(cache);
  expect(run()).toEqual(first);
  expect(readFileSync(cache)).toEqual(kept);
  writeFileSync(cache, 'something else');
  expect(run()).toEqual(first);
  expect(readFileSync(cache).length).toBe(kept.length);
});

test('a program that fails keeps nothing', () => {
  writeBundle(`${PROGRAM}; process.exitCode = 3;`);
  expect(run()).toEqual({ said: 'server.js object 1\n', status: 3, caches: [] });
});
