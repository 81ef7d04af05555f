import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { doctor } from '../../src/cli/doctor/doctor.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { Store } from '../../src/core/store.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { insertGroup, makeUser, send } from '../support/rows.ts';
import { describeOnEachDatabase, describeOnSqlite, type TestDatabase } from '../support/stores.ts';
import { configOf, listen } from './support.ts';

const anna = makeUser({ userName: 'anna' });
const bob = makeUser({ userName: 'bob' });

async function examine(database: TestDatabase, options: { repair?: boolean; thorough?: boolean } = {}) {
  const { output, lines } = listen();
  const chosen = { repair: options.repair === true, thorough: options.thorough === true };
  const faults = await doctor(() => configOf(database), chosen, output);
  return { faults, lines, text: lines.join('\n') };
}

/** A small installation in which every counter has something to count. */
async function fill(store: Store): Promise<{ conversationId: string; rootId: string }> {
  await store.transaction(async (tx) => {
    await tx.users.insert(anna);
    await tx.users.insert(bob);
  });
  const group = await insertGroup(store, [anna.id, bob.id]);
  const root = await send(store, group.id, anna, 'hello @bob', { mentions: [bob.id, anna.id] });
  await send(store, group.id, bob, 'reply', { threadId: root.id });
  await store.transaction(async (tx) => {
    await tx.conversations.addMentions(group.id, root.seq, [bob.id]);
    await tx.messages.setReaction(root.id, bob.id, '👍', true, 1);
    const conversation = await tx.conversations.advance(group.id, { seq: false, at: 1 });
    const reactions = await tx.messages.reactionsOf(root.id);
    await tx.messages.update(root.id, { replyCount: 1, reactions, pos: conversation!.lastPos });
    await tx.conversations.updateMember(group.id, anna.id, { readSeq: 2, shownReadSeq: 2, deliveredSeq: 2 });
  });
  return { conversationId: group.id, rootId: root.id };
}

async function run(database: TestDatabase, statement: string): Promise<void> {
  if (database.url === undefined) {
    const handle = openDatabase(join(database.folder, 'parlance.db'));
    handle.exec(statement);
    handle.close();
    return;
  }
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const WRONG: [check: string, statement: string, sentence: RegExp][] = [
  ['member counts', 'update conversations set member_count = 7', /member_count is 7, the rows say 2/],
  ['last message numbers', 'update conversations set last_seq = 9', /last_seq is 9, the rows say 2/],
  ['last change numbers', 'update conversations set last_pos = 1', /last_pos is 1, the rows say 3/],
  ['global positions', 'update conversations set gpos = 0', /gpos is 0, the rows say \d+/],
  ['reply counts', 'update messages set reply_count = 5 where seq = 1', /reply_count is 5, the rows say 1/],
  ['read_seq marks', 'update members set read_seq = 30', /read_seq is 30, the rows say 2/],
  ['reaction summaries', 'update messages set reactions = null where seq = 1', /reactions are none, the rows say 👍 1/],
  ['mentions', 'delete from mentions', /lacks the mention of/],
  [
    'mentions',
    `insert into mentions select user_id, conversation_id, 2 from mentions`,
    /has a mention of .* that it does not hold/,
  ],
];

describeOnEachDatabase('parlance doctor', (create) => {
  test('finds nothing wrong in a healthy installation, beside a running server', async () => {
    const database = await create();
    await fill(await database.open());
    const { faults, lines } = await examine(database, { thorough: true });
    expect(faults).toBe(0);
    for (const name of [
      'configuration',
      `data folder ${database.folder}`,
      'free disk space',
      database.kind === 'sqlite' ? 'database file' : 'database',
      'mentions',
    ]) {
      expect(lines).toContain(`ok     ${name}`);
    }
  });

  test.each(WRONG)('finds wrong %s and computes them anew (%s)', async (name, statement, sentence) => {
    const database = await create();
    const store = await database.open();
    await fill(store);
    const epoch = await store.sync.epoch();
    await store.close();
    await run(database, statement);
    const found = await examine(database);
    expect(found.faults).toBe(1);
    expect(found.lines).toContain(`FAULT  ${name}`);
    expect(found.text).toMatch(sentence);
    const repaired = await examine(database, { repair: true });
    expect(repaired.faults).toBe(0);
    expect(repaired.text).toContain(`${name} were wrong and have been computed anew.`);
    expect((await examine(database)).faults).toBe(0);
    expect(await (await database.open()).sync.epoch()).not.toBe(epoch);
  });

  test('what cannot be computed is said and left: lost messages, rows that name nothing', async () => {
    const database = await create();
    const store = await database.open();
    const { conversationId } = await fill(store);
    await send(store, conversationId, anna, 'third');
    const epoch = await store.sync.epoch();
    await store.close();
    await run(database, 'delete from messages where seq = 2');
    await run(database, `delete from users where user_name = 'bob'`);
    const found = await examine(database, { repair: true });
    expect(found.lines).toContain('FAULT  dense message numbers');
    expect(found.text).toMatch(/2 messages stand under the numbers 1 to 3/);
    expect(found.lines).toContain('FAULT  references between rows');
    expect(found.text).toMatch(/members: 1 rows name user_id .*, and users has none such/);
    expect(found.text).toContain('reply counts were wrong and have been computed anew.');
    expect(found.faults).toBe(2);
    expect(await (await database.open()).sync.epoch()).not.toBe(epoch);
  });

  test('a check that finds nothing to repair changes nothing', async () => {
    const database = await create();
    const store = await database.open();
    await fill(store);
    const epoch = await store.sync.epoch();
    await store.close();
    expect((await examine(database, { repair: true })).faults).toBe(0);
    expect(await (await database.open()).sync.epoch()).toBe(epoch);
  });
});

describeOnSqlite('parlance doctor on SQLite', (create) => {
  test('repairs only when no server uses the folder', async () => {
    const database = await create();
    await fill(await database.open());
    const { faults, text } = await examine(database, { repair: true });
    expect(faults).toBe(1);
    expect(text).toContain('Another Parlance server is using the data folder');
  });

  test('says that a damaged file is damaged', async () => {
    const database = await create();
    const store = await database.open();
    const { conversationId } = await fill(store);
    for (let index = 0; index < 300; index += 1) await send(store, conversationId, anna, 'x'.repeat(500));
    await store.close();
    const file = join(database.folder, 'parlance.db');
    const bytes = readFileSync(file);
    bytes.fill('x', 40 * 4096, 80 * 4096);
    writeFileSync(file, bytes);
    const { faults, text } = await examine(database);
    expect(faults).toBe(1);
    expect(text).toContain('FAULT  database');
  });

  test('says what is wrong with the folder', async () => {
    const database = await create();
    const absent = await examine({ ...database, folder: join(database.folder, 'absent') });
    expect(absent.text).toContain('It is not there; the first start makes it.');
    expect(absent.text).toContain('There is no database');
    await (await database.open()).close();
    writeFileSync(join(database.folder, 'secrets.json'), '{}', { mode: 0o644 });
    chmodSync(database.folder, 0o755);
    const { faults, text } = await examine(database);
    expect(faults).toBe(1);
    expect(text).toContain(`chmod 600 ${join(database.folder, 'secrets.json')}`);
    expect(text).toContain(`chmod 700 ${database.folder}`);
    chmodSync(database.folder, 0o700);
    chmodSync(join(database.folder, 'secrets.json'), 0o600);
    expect((await examine(database)).faults).toBe(0);
  });
});

test('parlance doctor names every fault of the configuration and goes no further', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { output, lines } = listen();
  const load = () => parseConfig({ PORT: 'x', DURABILITY: 'none', DATA_DIR: folder }, folder);
  expect(await doctor(load, { repair: false, thorough: false }, output)).toBe(1);
  expect(lines[0]).toBe('FAULT  configuration');
  expect(lines.filter((line) => /PORT is|DURABILITY is/.test(line))).toHaveLength(2);
  expect(lines).toHaveLength(3);
});
