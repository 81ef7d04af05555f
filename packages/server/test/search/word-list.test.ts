import pg from 'pg';
import { expect, test, vi } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { insertGroup, makeUser, send } from '../support/rows.ts';
import { postgresUrl } from '../support/services.ts';
import { describeOnPostgres, type TestDatabase } from '../support/stores.ts';
import { change, search, texts } from './support.ts';

const anna = makeUser({ userName: 'anna', displayName: 'Anna' });
const at = { createdAt: Date.parse('2026-01-01') };
const WITHIN = { timeout: 20_000, interval: 50 };

async function insertAnna(store: Store): Promise<string> {
  await store.transaction((tx) => tx.users.insert(anna));
  return (await insertGroup(store, [anna.id])).id;
}

async function ask<Row>(database: TestDatabase, query: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(query, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

const wordsOf = async (database: TestDatabase) =>
  (await ask<{ word: string }>(database, 'select word from search_words order by word')).map(({ word }) => word);

async function progressOf(database: TestDatabase): Promise<{ round: number; again: number | null; began: number }> {
  const [row] = await ask<{ value: string }>(database, `select value from meta where key = 'search_words'`);
  return JSON.parse(row?.value ?? '{"round":0,"again":null,"began":0}');
}

describeOnPostgres('the list of words', (create) => {
  test('follows what any node sends and changes', async () => {
    const database = await create();
    const [one, other] = [await database.open(), await database.open()];
    const group = await insertAnna(one);
    const message = await send(one, group, anna, 'Schneefall am Morgen', at);
    await send(other, group, anna, 'Morgen it is, ok', at);
    await vi.waitFor(async () => expect(await wordsOf(database)).toEqual(['morgen', 'schneefall']), WITHIN);
    await change(other, message, 'Regenfall');
    const conversation = await other.conversations.find(group);
    await other.transaction(async (tx) =>
      tx.emit({ type: 'message.edited', conversation: conversation!, message, actor: anna }),
    );
    await vi.waitFor(async () => expect(await wordsOf(database)).toContain('regenfall'), WITHIN);
  });

  test('has, when a search needs it, whatever was sent before, on every node', async () => {
    const database = await create();
    const [one, other] = [await database.open({ searchLooksAt: 5 }), await database.open({ searchLooksAt: 5 })];
    const group = await insertAnna(one);
    await send(one, group, anna, 'Schneefall', at);
    for (let index = 0; index < 20; index += 1) await send(one, group, anna, `line ${index}`, at);
    for (const store of [one, other]) expect(await texts(store, anna, 'neefa')).toEqual(['Schneefall']);
    expect(await search(other, anna, 'neefi')).toEqual({ hits: [], nextCursor: null });
  });

  test('goes on, and is there for a search, when a long transaction of another database holds the frontier back', async () => {
    const database = await create();
    const holder = new pg.Client({ connectionString: postgresUrl() });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select pg_current_xact_id()');
      const store = await database.open({ searchLooksAt: 5 });
      const group = await insertAnna(store);
      await send(store, group, anna, 'Schneefall', at);
      for (let index = 0; index < 20; index += 1) await send(store, group, anna, `line ${index}`, at);
      expect(await texts(store, anna, 'neefa')).toEqual(['Schneefall']);
      await send(store, group, anna, 'Regenfall', at);
      // Longer than from news to reading them.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await wordsOf(database)).not.toContain('regenfall');
    } finally {
      await holder.end();
    }
    await vi.waitFor(async () => expect(await wordsOf(database)).toContain('regenfall'), WITHIN);
  });

  test('is not asked for a piece of more words than a search can take, and the messages are found', async () => {
    const database = await create();
    const store = await database.open({ searchLooksAt: 250 });
    const group = await insertAnna(store);
    const sent: string[] = [];
    for (let index = 0; index < 320; index += 1) {
      sent.push(`x${index}fall${index}`);
      await send(store, group, anna, sent.at(-1)!, at);
    }
    const found: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await search(store, anna, 'fall', { cursor });
      found.push(...page.hits.map(({ message }) => message.content?.text));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(sent.toReversed());
  });

  test('loses with each round the words that no message holds any more, and only those', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertAnna(store);
    const message = await send(store, group, anna, 'hunter2 morgen', at);
    await send(store, group, anna, 'Morgen', at);
    await vi.waitFor(async () => expect(await wordsOf(database)).toEqual(['hunter2', 'morgen']), WITHIN);
    await change(store, message, null);
    await vi.waitFor(async () => expect((await progressOf(database)).began).toBeGreaterThan(0), WITHIN);
    expect(await wordsOf(database)).toContain('hunter2');

    const longAgo = JSON.stringify({ ...(await progressOf(database)), began: 1 });
    await ask(database, `update meta set value = $1 where key = 'search_words'`, [longAgo]);
    const last = await send(store, group, anna, 'abends', at);
    const conversation = await store.conversations.find(group);
    await store.transaction(async (tx) =>
      tx.emit({ type: 'message.sent', conversation: conversation!, message: last, actor: anna }),
    );
    await vi.waitFor(async () => expect(await wordsOf(database)).toEqual(['abends', 'morgen']), WITHIN);
    await vi.waitFor(async () => expect(await progressOf(database)).toMatchObject({ round: 2, again: null }), WITHIN);
    expect((await progressOf(database)).began).toBeGreaterThan(1);
  });
});
