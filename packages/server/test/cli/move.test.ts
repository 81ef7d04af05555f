import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { expect, test } from 'vitest';
import { doctor } from '../../src/cli/doctor/doctor.ts';
import { epoch } from '../../src/cli/epoch.ts';
import { move } from '../../src/cli/move.ts';
import type { Store } from '../../src/core/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { texts } from '../search/support.ts';
import { insertGroup, makeSession, makeUser, send } from '../support/rows.ts';
import { describeOnPostgres, quietLog, type TestDatabase } from '../support/stores.ts';
import { configOf, listen } from './support.ts';

const anna = makeUser({ userName: 'anna', displayName: 'Änna 😀', status: 'a\\b "c"\nd' });
const LATER = 9_000_000_000_000;
const bob = makeUser({ userName: 'bob' });

/** The SQLite installation in the folder of a PostgreSQL database that has nothing in it yet. */
async function withFile<T>(database: TestDatabase, work: (store: Store) => Promise<T>): Promise<T> {
  const options = { dataDir: database.folder, durability: 'full' as const, poolSize: 2, log: quietLog };
  const store = await openStore({ ...options, databaseUrl: undefined });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A little of everything; the id of the group. */
async function fill(store: Store): Promise<string> {
  await store.transaction(async (tx) => {
    await tx.users.insert(anna);
    await tx.users.insert(bob);
    await tx.sessions.insert(makeSession(anna.id, { id: 'session', refreshHash: 'refresh' }));
    await tx.apiKeys.put({ userId: anna.id, provider: 'openai', sealed: 'sealed', lastFour: '1234', updatedAt: 5 });
    await tx.enqueue({ kind: 'nobody.runs', payload: { deep: ['☃', 1.5, null] }, runAt: LATER });
    await tx.sync.acknowledge(anna.id, 1);
  });
  const group = await insertGroup(store, [anna.id, bob.id]);
  for (let index = 0; index < 30; index += 1) await send(store, group.id, anna, `number ${index} of émigrés 🚀`);
  await send(store, group.id, bob, 'x'.repeat(3_000));
  return group.id;
}

function run(database: TestDatabase, statement: string): void {
  const handle = openDatabase(join(database.folder, 'parlance.db'));
  handle.exec(statement);
  handle.close();
}

/** Whatever the PostgreSQL database holds. */
async function relations(database: TestDatabase): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  await client.end();
  return rows.map((row: { relname: string }) => row.relname);
}

const moving = (database: TestDatabase, output = listen().output) =>
  move(configOf({ folder: database.folder, url: undefined }), { to: database.url! }, output);

describeOnPostgres('parlance move', (create) => {
  test('brings every row, and positions go on above every token that was handed out', async () => {
    const database = await create();
    const groupId = await withFile(database, fill);
    // More changes than this PostgreSQL has had transactions in its life.
    run(database, `update meta set value = '70000000000' where key = 'gpos'`);
    const before = await withFile(database, async (store) => ({
      epoch: await store.sync.epoch(),
      frontier: await store.sync.frontier(),
      messages: await store.messages.listAfter(groupId, 0, 100),
      members: await store.conversations.activeConversationIds(anna.id),
      anna: await store.users.find(anna.id),
      session: await store.sessions.find('session'),
      key: await store.apiKeys.find(anna.id, 'openai'),
    }));
    const { output, lines } = listen();
    await moving(database, output);
    expect(lines).toContainEqual(expect.stringMatching(/^messages: 31 rows, [0-9a-f]{16}$/));
    expect(lines.join('\n')).toContain('set DATABASE_URL');

    const store = await database.open();
    expect({
      epoch: await store.sync.epoch(),
      frontier: before.frontier,
      messages: await store.messages.listAfter(groupId, 0, 100),
      members: await store.conversations.activeConversationIds(anna.id),
      anna: await store.users.find(anna.id),
      session: await store.sessions.find('session'),
      key: await store.apiKeys.find(anna.id, 'openai'),
    }).toEqual(before);
    expect(await store.sync.frontier()).toBeGreaterThanOrEqual(before.frontier);
    const { gpos } = await store.transaction(async (tx) => ({ gpos: tx.gpos }));
    expect(gpos).toBeGreaterThan(before.frontier);
    const [claimed] = await store.transaction((tx) =>
      tx.jobs.claim({ kinds: ['nobody.runs'], limit: 1, lease: 'l', now: LATER, leasedUntil: LATER + 1 }),
    );
    expect(claimed).toMatchObject({ kind: 'nobody.runs', payload: { deep: ['☃', 1.5, null] } });
    expect((await send(store, groupId, bob, 'goes on')).seq).toBe(32);
    expect(await texts(store, anna, '"number 7"')).toEqual(['number 7 of émigrés 🚀']);
    expect(await doctor(() => configOf(database), { repair: false, thorough: false }, listen().output)).toBe(0);
  });

  test('makes the same schema as a server that starts on an empty database', async () => {
    const [moved, started] = [await create(), await create()];
    await withFile(moved, fill);
    await moving(moved);
    await (await started.open()).close();
    const schemaOf = async ({ url }: TestDatabase) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const columns = await client.query(`select table_name, column_name, data_type, collation_name, is_nullable
        from information_schema.columns where table_schema = 'public' order by 1, 2`);
      const indexes = await client.query(`select indexdef from pg_indexes where schemaname = 'public' order by 1`);
      const settings = await client.query(`select key from meta order by 1`);
      await client.end();
      return [columns.rows, indexes.rows, settings.rows];
    };
    expect(await schemaOf(moved)).toEqual(await schemaOf(started));
  });

  test('reads a table in many batches, with garbage collected between them', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const database = await create();
    const groupId = await withFile(database, fill);
    run(
      database,
      `with recursive step (n) as (select 1 union all select n + 1 from step where n < 9000)
       insert into mentions (user_id, conversation_id, seq) select '${bob.id}', '${groupId}', n + 1000000 from step`,
    );
    const collecting = setInterval(collect, 100);
    const { output, lines } = listen();
    try {
      await moving(database, output);
    } finally {
      clearInterval(collecting);
    }
    expect(lines).toContainEqual(expect.stringMatching(/^mentions: 9000 rows/));
  }, 60_000);

  test('closes the file to servers, until its epoch is renewed', async () => {
    const database = await create();
    await withFile(database, fill);
    await moving(database);
    const serve = withFile(database, (store) => store.sync.epoch());
    await expect(serve).rejects.toThrow(/was moved to PostgreSQL at .*: set DATABASE_URL/);
    await expect(moving(await create().then((other) => ({ ...other, folder: database.folder })))).rejects.toThrow(
      /was moved to PostgreSQL/,
    );
    await epoch(configOf({ folder: database.folder, url: undefined }), { renew: true }, listen().output);
    expect(await withFile(database, (store) => texts(store, anna, '"number 7"'))).toHaveLength(1);
  });

  test('is refused while a server runs on the file, and when the database is not empty', async () => {
    const database = await create();
    await withFile(database, async (store) => {
      await fill(store);
      await expect(moving(database)).rejects.toThrow('Another Parlance server is using the data folder');
    });
    await (await database.open()).close();
    await expect(moving(database)).rejects.toThrow(/not empty: it has acknowledgements, .* and others\. Name one/);
    await withFile(database, async (store) => expect(await texts(store, anna, '"number 7"')).toHaveLength(1));
  });

  test('what fails leaves the database empty and the file as it was, and can be done again', async () => {
    const database = await create();
    const groupId = await withFile(database, fill);
    run(database, 'drop index messages_client; update messages set client_id = null where seq < 3');
    run(database, `update messages set client_id = 'the same' where client_id is not null`);
    await expect(moving(database)).rejects.toThrow('messages_client');
    expect(await relations(database)).toEqual([]);
    run(database, 'update messages set client_id = id');
    run(database, 'create unique index messages_client on messages (client_id, sender_id)');
    await withFile(database, async (store) => {
      await send(store, groupId, bob, 'in between');
    });
    await moving(database);
    expect((await (await database.open()).conversations.find(groupId))?.lastSeq).toBe(32);
  });

  test('what was wrong before is wrong after, and said', async () => {
    const database = await create();
    await withFile(database, fill);
    run(database, 'update conversations set member_count = 7');
    const { output, lines } = listen();
    await moving(database, output);
    expect(lines).toContain('member counts: wrong before the move and after it; see parlance doctor.');
  });

  test('says which database it cannot reach or use', async () => {
    const database = await create();
    const config = configOf({ folder: database.folder, url: undefined });
    const { output } = listen();
    await expect(move(config, { to: 'mysql://x' }, output)).rejects.toMatchObject({ status: 2 });
    await expect(move(configOf(database), { to: 'postgres://127.0.0.1/other' }, output)).rejects.toThrow(
      'DATABASE_URL names another database',
    );
    await expect(moving(database)).rejects.toThrow(/There is no database .*parlance\.db/);
    await withFile(database, fill);
    await expect(move(config, { to: 'postgres://127.0.0.1:1/none' }, output)).rejects.toThrow(
      /PostgreSQL does not let us in: .*ECONNREFUSED/,
    );
  });
});
