import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe } from 'vitest';
import type { Log } from '../../src/core/ports/log.ts';
import type { Store } from '../../src/core/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { describeWith, postgresUrl } from './services.ts';

/** An empty database of a test's own, on which stores are opened. */
export interface TestDatabase {
  readonly kind: 'sqlite' | 'postgres';
  /** The folder of the SQLite file, or an empty one. */
  readonly folder: string;
  /** Of the PostgreSQL database; undefined on SQLite. */
  readonly url: string | undefined;
  /** Opens a store; on PostgreSQL several times for several nodes. Those still open are closed after the test. */
  open(options?: { durability?: 'full' | 'relaxed'; log?: Log; searchLooksAt?: number }): Promise<Store>;
}

export const quietLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Describes the same tests on SQLite and, where there is one, on PostgreSQL. */
export function describeOnEachDatabase(name: string, define: (create: () => Promise<TestDatabase>) => void): void {
  describe(`${name} (SQLite)`, () => define(withCleanup(createSqlite)));
  describeOnPostgres(`${name} (PostgreSQL)`, define);
}

export function describeOnSqlite(name: string, define: (create: () => Promise<TestDatabase>) => void): void {
  describe(name, () => define(withCleanup(createSqlite)));
}

export function describeOnPostgres(name: string, define: (create: () => Promise<TestDatabase>) => void): void {
  describeWith('postgres', name, () => define(withCleanup(createPostgres)));
}

type Cleanups = (() => Promise<unknown>)[];

function withCleanup(create: (cleanups: Cleanups) => Promise<TestDatabase>): () => Promise<TestDatabase> {
  const cleanups: Cleanups = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });
  return () => create(cleanups);
}

async function createSqlite(cleanups: Cleanups): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-store-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return { kind: 'sqlite', folder, url: undefined, open: openingIn(folder, undefined, cleanups) };
}

async function createPostgres(cleanups: Cleanups): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-store-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const name = `store_${randomBytes(6).toString('hex')}`;
  const url = new URL(postgresUrl() ?? '');
  await administrate(url.href, `create database ${name}`);
  cleanups.push(() => administrate(url.href, `drop database if exists ${name} with (force)`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { kind: 'postgres', folder, url: own.href, open: openingIn(folder, own.href, cleanups) };
}

function openingIn(folder: string, url: string | undefined, cleanups: Cleanups): TestDatabase['open'] {
  return async (options = {}) => {
    const store = await openStore({
      databaseUrl: url,
      dataDir: folder,
      durability: options.durability ?? 'full',
      poolSize: 8,
      log: options.log ?? quietLog,
      searchLooksAt: options.searchLooksAt,
    });
    const close = store.close.bind(store);
    let closed: Promise<void> | undefined;
    store.close = () => {
      closed ??= close();
      return closed;
    };
    cleanups.push(() => store.close());
    return store;
  };
}

async function administrate(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
