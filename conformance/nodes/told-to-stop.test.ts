import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../../packages/server/test/support/services.ts';
import { findFreePort } from '../support/free-port.ts';
import { ServerProcess, startServerProcess } from '../support/server-process.ts';
import { createPostgres, type Database, openGateTo } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The lock under which the schema is changed (packages/server/src/storage/postgres/base.ts). */
const MIGRATION_LOCK = 7_204_311;

describeWith('postgres', 'a server that is told to stop', () => {
  let database: Database | undefined;
  let server: ServerProcess | undefined;
  let other: pg.Client | undefined;
  let gate: Awaited<ReturnType<typeof openGateTo>> | undefined;

  afterEach(async () => {
    await server?.dispose();
    await gate?.shut();
    await other?.end();
    await database?.drop();
  });

  /** Another node is changing the schema, for as long as the test likes. */
  async function lockSchema(url: string): Promise<pg.Client> {
    other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query(`begin; select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    return other;
  }

  async function waitsForLock(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query(`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`);
    return rows.length > 0;
  }

  for (const workers of ['1', '3']) {
    test(`while it waits for its database at the start ends at once and well (WORKERS=${workers})`, async () => {
      database = await createPostgres();
      const client = await lockSchema(database.env.DATABASE_URL ?? '');
      const folder = await mkdtemp(join(tmpdir(), 'parlance-stopped-'));
      server = new ServerProcess(await findFreePort(), folder, { env: { ...database.env, WORKERS: workers } });
      const starting = server.start().catch((fault: Error) => fault.message);
      await waitUntil('the start to wait', () => waitsForLock(client));
      expect(await server.terminate()).toBe(0);
      expect(await starting).toContain('ended at once (0)');
    }, 60_000);
  }

  test('while its database does not answer ends well', async () => {
    database = await createPostgres();
    gate = await openGateTo(database);
    server = await startServerProcess({ env: { DATABASE_URL: gate.databaseUrl }, within: 40_000 });
    gate.hold();
    // Its limit for a stop would make this a 1.
    expect(await server.terminate()).toBe(0);
  }, 60_000);
});
