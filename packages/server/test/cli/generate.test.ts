import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { generate, repositoryRoot } from '../../src/cli/generate.ts';
import { listen } from './support.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parlance-generate-'));
  mkdirSync(join(root, 'docs'));
  onTestFinished(() => rmSync(root, { recursive: true }));
});

const FILES = [
  '.env.example',
  'docs/config.md',
  'docs/errors.md',
  'docs/events.md',
  'docs/openapi.json',
  'docs/asyncapi.json',
];

test('generate writes every page, and a second time none', () => {
  const first = listen();
  generate({}, first.output, root);
  expect(first.lines).toEqual(FILES.map((path) => `wrote ${path}`));
  const second = listen();
  generate({}, second.output, root);
  expect(second.lines).toEqual(['Nothing has changed.']);
  generate({ check: true }, second.output, root);
});

test('the check names what differs or is missing, and writes nothing', () => {
  const { output } = listen();
  generate({}, output, root);
  writeFileSync(join(root, 'docs', 'errors.md'), 'edited by hand');
  rmSync(join(root, '.env.example'));
  expect(() => generate({ check: true }, output, root)).toThrow(
    'Not up to date with the code: .env.example, docs/errors.md.',
  );
  expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toBe('edited by hand');
});

test('outside a repository it says so', () => {
  rmSync(join(root, 'docs'), { recursive: true });
  expect(() => generate({}, listen().output, root)).toThrow('this is no repository');
});

test('the committed pages are those of the code', () => {
  generate({ check: true }, listen().output, repositoryRoot);
});
