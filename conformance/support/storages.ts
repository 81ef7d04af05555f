import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe } from 'vitest';
import { describeWith, postgresUrl } from '../../packages/server/test/support/services.ts';
import { Gate } from './gate.ts';

/** A database for one server: the settings that choose it, and a way to remove it. */
export interface Database {
  env: Record<string, string>;
  drop(): Promise<void>;
}

/** A storage that the server can stand on. */
export interface Storage {
  name: 'sqlite' | 'postgres';
  /** Makes an empty database for one test. */
  create(): Promise<Database>;
}

const sqlite: Storage = {
  name: 'sqlite',
  create: async () => ({ env: {}, drop: async () => undefined }), // The file lies in the server's own data folder.
};

export const postgres: Storage = { name: 'postgres', create: createPostgres };

/** An empty PostgreSQL database of one test, for as many servers as it starts. */
export async function createPostgres(): Promise<Database> {
  const url = new URL(postgresUrl() ?? '');
  const name = `conformance_${randomBytes(6).toString('hex')}`;
  await administrate(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: own.href },
    drop: () => administrate(url, `drop database if exists ${name} with (force)`),
  };
}

/** A gate on the way to a database, and the address that goes through it. The caller shuts it. */
export async function openGateTo(database: Database): Promise<Gate & { databaseUrl: string }> {
  const url = new URL(database.env.DATABASE_URL ?? '');
  const gate = await new Gate([Number(url.port || 5432)]).open();
  url.port = String(gate.port);
  return Object.assign(gate, { databaseUrl: url.href });
}

/** Describes the same tests on SQLite and, where there is one, on PostgreSQL. */
export function describeOnEachStorage(name: string, define: (storage: Storage) => void): void {
  describe(`${name} (SQLite)`, () => define(sqlite));
  describeOnPostgresStorage(`${name} (PostgreSQL)`, define);
}

/** Describes tests of what only PostgreSQL can do: several servers on one database. */
export function describeOnPostgresStorage(name: string, define: (storage: Storage) => void): void {
  describeWith('postgres', name, () => define(postgres));
}

async function administrate(url: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
