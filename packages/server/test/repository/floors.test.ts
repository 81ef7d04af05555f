import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBelowFloor, findForeignHosts, type Lock } from './floors.ts';
import { repositoryRoot } from './source-tree.ts';

const lock: Lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8'));

describe('package-lock.json', () => {
  test('holds no version with a known hole', () => {
    expect(findBelowFloor(lock)).toEqual([]);
  });

  test('fetches from the public npm registry only', () => {
    expect(findForeignHosts(lock)).toEqual([]);
  });
});

describe('the floors', () => {
  test.each([
    ['node_modules/ws', '8.22.9'],
    ['node_modules/ws', '8.23.0-beta.1'],
    ['node_modules/ws', '7.99.0'],
    ['node_modules/engine.io/node_modules/ws', '8.21.0'],
    ['node_modules/engine.io', '6.6.10'],
    ['node_modules/socket.io-parser', '4.2.6'],
    ['node_modules/fastify', '5.12.0'],
    ['node_modules/undici', '5.29.0'],
    ['node_modules/undici', '6.29.0'],
    ['node_modules/undici', '7.30.0'],
    ['node_modules/undici', '8.12.1'],
  ])('complain about %s at %s', (path, version) => {
    const complaints = findBelowFloor({ packages: { ...lock.packages, [path]: { version } } });
    expect(complaints).toEqual([expect.stringContaining(`${path} is ${version}`)]);
  });

  test.each([
    ['node_modules/ws', '8.23.0'],
    ['node_modules/ws', '9.0.0'],
    ['node_modules/undici', '6.29.1'],
    ['node_modules/undici', '7.31.0'],
    ['node_modules/undici', '8.12.2'],
    ['node_modules/@types/ws', '8.18.2'],
  ])('are content with %s at %s', (path, version) => {
    expect(findBelowFloor({ packages: { ...lock.packages, [path]: { version } } })).toEqual([]);
  });

  test('complain about a required package that is not there', () => {
    const { 'node_modules/fastify': _, ...others } = lock.packages;
    expect(findBelowFloor({ packages: others })).toEqual(['fastify is not in the lock']);
  });
});

describe('the rule about registries', () => {
  test.each([
    'https://registry.example.org/a/-/a-1.0.0.tgz',
    'http://registry.npmjs.org/a/-/a-1.0.0.tgz',
    'git+ssh://git@github.com/a/a.git#0123456',
    'file:../a.tgz',
  ])('complains about %s', (resolved) => {
    expect(findForeignHosts({ packages: { 'node_modules/a': { resolved } } })).toHaveLength(1);
  });

  test('is content with the public registry and with our own packages', () => {
    const packages = {
      'node_modules/a': { resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' },
      'node_modules/@parlance/client': { resolved: 'packages/client', link: true },
    };
    expect(findForeignHosts({ packages })).toEqual([]);
  });
});
