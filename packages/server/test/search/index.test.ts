import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import type { Log } from '../../src/core/ports/log.ts';
import type { Store } from '../../src/core/store.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { SearchThread } from '../../src/storage/sqlite/search-thread.ts';
import { insertGroup, insertMessage, makeUser, send } from '../support/rows.ts';
import { describeOnSqlite, quietLog, type TestDatabase } from '../support/stores.ts';
import { change, texts } from './support.ts';

const anna = makeUser();
const indexFile = (database: TestDatabase) => join(database.folder, 'parlance.search.db');
const mainFile = (database: TestDatabase) => join(database.folder, 'parlance.db');

function run(file: string, statement: string): unknown[] {
  const database = openDatabase(file);
  try {
    return database.prepare(statement).all();
  } finally {
    database.close();
  }
}

/** How far the index reaches, from its file; undefined before it is made. */
function reach(index: string): number | undefined {
  try {
    const [row] = run(index, `select value from state where key = 'row'`) as { value: string }[];
    return row === undefined ? undefined : Number(row.value);
  } catch {
    return undefined;
  }
}

function listen(): { log: Log; warnings: unknown[] } {
  const warnings: unknown[] = [];
  return { log: { ...quietLog, warn: (fields, message) => warnings.push([message, fields]) }, warnings };
}

async function insertMany(store: Store, conversationId: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1_000) {
    await store.transaction(async (tx) => {
      for (let index = done; index < Math.min(done + 1_000, count); index += 1) {
        await insertMessage(tx, conversationId, anna, `filler text number ${index}`);
      }
    });
  }
}

/** Searches again while the answer is that the index is being built, which on a busy machine can take longer than a search waits. */
async function searchPatiently<T>(search: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await search();
    } catch (fault) {
      if (!(fault instanceof CoreError && fault.code === 'unavailable')) throw fault;
    }
  }
}

describeOnSqlite('the search index on SQLite', (create) => {
  test('follows by itself a while after something was sent', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'one');
    await send(store, group.id, anna, 'two');
    await expect.poll(() => reach(indexFile(database)), { timeout: 20_000 }).toBe(2);
    await change(store, (await send(store, group.id, anna, 'three'))!, 'four');
    await expect.poll(() => reach(indexFile(database)), { timeout: 20_000 }).toBe(3);
  }, 60_000);

  test('follows once more where something is sent while it follows', async () => {
    const database = await create();
    await database.open();
    const afterCommit = vi.fn(() => 1);
    const thread = new SearchThread({
      file: mainFile(database),
      index: join(database.folder, 'another.db'),
      gpos: 0,
      log: quietLog,
      pace: { afterCommit, afterPortion: () => 1 },
    });
    thread.noteCommit();
    // A timer that was set before, and for less, comes first; the thread takes longer than this to begin.
    await delay(10);
    thread.noteCommit();
    await expect.poll(() => afterCommit.mock.calls.length, { timeout: 20_000 }).toBe(2);
    await thread.close();
  }, 60_000);

  test('is kept over restarts, and goes on where it was', async () => {
    const database = await create();
    const first = await database.open();
    const group = await insertGroup(first, [anna.id]);
    const sent = await send(first, group.id, anna, 'before');
    expect(await texts(first, anna, 'before')).toEqual(['before']);
    await send(first, group.id, anna, 'never indexed by the first');
    await first.close();
    expect(reach(indexFile(database))).toBe(1);
    const { log, warnings } = listen();
    const second = await database.open({ log });
    expect(await texts(second, anna, 'before')).toEqual(['before']);
    expect(await texts(second, anna, 'never')).toEqual(['never indexed by the first']);
    await change(second, sent, 'after');
    expect(await texts(second, anna, 'before')).toEqual([]);
    expect(await texts(second, anna, 'after')).toEqual(['after']);
    expect(warnings).toEqual([]);
  });

  test.each<[string, (database: TestDatabase) => unknown]>([
    ['damaged', (database) => writeFile(indexFile(database), 'x'.repeat(50_000))],
    ['of another format', (database) => run(indexFile(database), `update state set value = '0' where key = 'format'`)],
    [
      'of another epoch',
      (database) => run(mainFile(database), `update meta set value = 'restored' where key = 'epoch'`),
    ],
    [
      'ahead of a database that lost commits',
      (database) => run(mainFile(database), `update meta set value = '1' where key = 'gpos'`),
    ],
  ])('is made anew when it is %s', async (_state, spoil) => {
    const database = await create();
    const first = await database.open();
    const group = await insertGroup(first, [anna.id]);
    await send(first, group.id, anna, 'needle');
    expect(await texts(first, anna, 'needle')).toEqual(['needle']);
    await first.close();
    await spoil(database);
    const { log, warnings } = listen();
    const second = await database.open({ log });
    expect(await texts(second, anna, 'needle')).toEqual(['needle']);
    expect(warnings).toEqual([['the search index is made anew', { reason: expect.any(String) }]]);
  });

  test('is made anew when it was deleted', async () => {
    const database = await create();
    const first = await database.open();
    const group = await insertGroup(first, [anna.id]);
    await send(first, group.id, anna, 'needle');
    await texts(first, anna, 'needle');
    await first.close();
    await rm(indexFile(database));
    expect(await texts(await database.open(), anna, 'needle')).toEqual(['needle']);
  });

  test('does not keep writers waiting while it is built', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await insertMany(store, group.id, 20_000);
    let searching = true;
    let meanwhile = 0;
    const write = async () => {
      while (searching) {
        await send(store, group.id, anna, 'meanwhile');
        if (searching) meanwhile += 1;
      }
    };
    const find = async () => {
      try {
        return await searchPatiently(() => texts(store, anna, '"number 19999"'));
      } finally {
        searching = false;
      }
    };
    const [found] = await Promise.all([find(), write()]);
    expect(found).toEqual(['filler text number 19999']);
    expect(meanwhile).toBeGreaterThan(3);
  }, 60_000);

  test('is built portion by portion with nobody searching, rests between them, and none after the last', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    await insertMany(store, group.id, 20_000);
    const index = join(database.folder, 'own-pace.db');
    const asked = { commits: 0, portions: 0 };
    const pace = {
      afterCommit: () => {
        asked.commits += 1;
        return 0;
      },
      afterPortion: () => {
        asked.portions += 1;
        return 1;
      },
    };
    const thread = new SearchThread({ file: mainFile(database), index, gpos: 1_000, log: quietLog, pace });
    try {
      thread.noteCommit();
      thread.noteCommit();
      await expect.poll(() => reach(index), { timeout: 30_000 }).toBe(20_000);
      expect(asked.commits).toBe(1);
      // 500 rows are the least that a portion takes.
      expect(asked.portions).toBeGreaterThan(0);
      expect(asked.portions).toBeLessThanOrEqual(40);
    } finally {
      await thread.close();
    }
  }, 60_000);

  test('says how far it is when a search would wait too long', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    await insertMany(store, group.id, 2_000);
    const index = join(database.folder, 'impatient.db');
    const options = { file: mainFile(database), index, gpos: 1_000, log: quietLog, patience: 0 };
    const thread = new SearchThread(options);
    try {
      await expect(thread.query('select 1 as one', [])).rejects.toMatchObject({
        code: 'unavailable',
        message: 'The search index is being built: 25 % are done. Try again.',
        extras: { retryAfter: 5_000 },
      });
      await expect
        .poll(() => thread.query('select 1 as one', []).catch(() => []), { timeout: 5_000 })
        .toEqual([{ one: 1 }]);
    } finally {
      await thread.close();
    }
  });

  test('a store that closes while a search runs ends both', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await insertMany(store, group.id, 3_000);
    const searching = Promise.allSettled([texts(store, anna, 'filler'), texts(store, anna, 'number')]);
    await store.close();
    expect((await searching).map(({ status }) => status)).toHaveLength(2);
  });
});
