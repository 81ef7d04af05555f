// @ts-check
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** @typedef {import('../types.ts').StartOptions} StartOptions */

/** postgres://… of a server whose role may create databases. */
const postgresUrl = () => process.env.BENCH_POSTGRES_URL ?? process.env.TEST_POSTGRES_URL ?? '';

/** What to do when there is no PostgreSQL; undefined where there is one. */
export function postgresMissing() {
  return postgresUrl() === '' ? 'set BENCH_POSTGRES_URL=postgres://… (a role that may create databases)' : undefined;
}

/** Databases that belong to folders which outlive a server. @type {Set<string>} */
const kept = new Set();

/** Drops what is left: at the end of a run nobody starts on those folders again. */
export async function dropKeptDatabases() {
  for (const url of kept) await dropDatabase(url);
  kept.clear();
}

/**
 * Starts a server on a database of its own, which goes with the server; one that belongs to a given folder stays, so that
 * another start on the folder finds it, until `dropKeptDatabases`.
 * @template {{ stop: () => Promise<void> }} Started
 * @param {Pick<StartOptions, 'dataDirectory'>} options @param {string} schema
 * @param {(url: string) => Promise<Started>} start
 * @returns {Promise<Started & { databaseUrl: string }>}
 */
export async function withFreshDatabase(options, schema, start) {
  const note = options.dataDirectory === undefined ? undefined : join(options.dataDirectory, 'database-url');
  const known = note !== undefined && existsSync(note);
  const url = known ? readFileSync(note, 'utf8') : await createDatabase(schema);
  if (note !== undefined) {
    kept.add(url);
    writeFileSync(note, url);
  }
  try {
    const server = await start(url);
    const stop = async () => {
      await server.stop();
      if (note === undefined) await dropDatabase(url);
    };
    return { ...server, databaseUrl: url, stop };
  } catch (fault) {
    if (note === undefined) await dropDatabase(url);
    throw fault;
  }
}

/**
 * Gives a folder a new database instead of the one it had, filled by `fill`. It stays until `dropKeptDatabases`.
 * @param {string} dataDirectory @param {(url: string) => Promise<void>} fill
 */
export async function renewDatabase(dataDirectory, fill) {
  const note = join(dataDirectory, 'database-url');
  if (existsSync(note)) {
    const former = readFileSync(note, 'utf8');
    await dropDatabase(former);
    kept.delete(former);
  }
  const url = await createDatabase('');
  kept.add(url);
  await fill(url);
  await run(url, 'vacuum analyze');
  writeFileSync(note, url);
}

/** @param {string} schema @returns {Promise<string>} its URL */
async function createDatabase(schema) {
  const url = new URL(postgresUrl());
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await run(url.href, `create database ${name}`);
  url.pathname = `/${name}`;
  if (schema !== '') await run(url.href, schema);
  return url.href;
}

/** @param {string} url */
async function dropDatabase(url) {
  await run(postgresUrl(), `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

/** @param {string} url @param {string} statements */
async function run(url, statements) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
