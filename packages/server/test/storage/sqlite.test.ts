import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { openDatabase, type SqliteDatabase, sqliteModulePath } from '../../src/storage/sqlite/driver.ts';
import { insertGroup, makeUser, send } from '../support/rows.ts';
import { describeOnSqlite } from '../support/stores.ts';

/** What the disk does with a sync: at once, held until released, or refused. The real call is made in every case but the last. */
const disk = vi.hoisted(() => ({
  mode: 'real' as 'real' | 'held' | 'broken',
  syncs: 0,
  held: [] as (() => void)[],
}));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const fdatasync = (file: number, done: (fault: Error | null) => void) => {
    const sync = () => {
      disk.syncs += 1;
      fs.fdatasync(file, (fault) => done(disk.mode === 'broken' ? new Error('EIO: i/o error, fdatasync') : fault));
    };
    if (disk.mode === 'held') disk.held.push(sync);
    else sync();
  };
  return { ...fs, fdatasync, default: { ...fs, fdatasync } };
});

/** The handles the store opened, to make their database full or read-only as a disk would. */
const opened = vi.hoisted(() => [] as SqliteDatabase[]);

vi.mock('../../src/storage/sqlite/driver.ts', async (importOriginal) => {
  const driver = await importOriginal<typeof import('../../src/storage/sqlite/driver.ts')>();
  const openDatabase: typeof driver.openDatabase = (path, options) => {
    const database = driver.openDatabase(path, options);
    if (path.endsWith('parlance.db') && options?.readOnly !== true) opened.push(database);
    return database;
  };
  return { ...driver, openDatabase };
});

const anna = makeUser();

beforeEach(() => {
  disk.mode = 'real';
  disk.held = [];
  opened.length = 0;
});

const releaseSyncs = () => {
  for (const sync of disk.held.splice(0)) sync();
};

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describeOnSqlite('SQLite durability', (create) => {
  test('work resolves and is told only after the sync that covers it', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const steps: string[] = [];
    store.onCommitted(() => steps.push('told'));
    disk.mode = 'held';
    const sent = send(store, group.id, anna, 'x').then(() => steps.push('resolved'));
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    await turns(20);
    expect(steps).toEqual([]);
    // Committed to the page cache already, but neither told nor covered by a token.
    expect(await store.sync.frontier()).toBeLessThan((await store.messages.listAfter(group.id, 0, 1))[0]!.gpos);
    disk.mode = 'real';
    releaseSyncs();
    await sent;
    expect(steps).toEqual(['told', 'resolved']);
  });

  test('works that arrive together share one sync', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const before = disk.syncs;
    await Promise.all(Array.from({ length: 100 }, () => send(store, group.id, anna, 'x')));
    expect(disk.syncs - before).toBe(1);
  });

  test('works that commit while a sync runs wait for the next one', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    disk.mode = 'held';
    const done: string[] = [];
    const first = send(store, group.id, anna, '1').then(() => done.push('first'));
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    const second = send(store, group.id, anna, '2').then(() => done.push('second'));
    await turns(20);
    releaseSyncs();
    await first;
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    expect(done).toEqual(['first']);
    disk.mode = 'real';
    releaseSyncs();
    await second;
    expect(done).toEqual(['first', 'second']);
  });

  test('a full queue is served in turns: a flooded room delays another by one commit, and keeps its own order', async () => {
    const store = await (await create()).open();
    const flooded = await insertGroup(store, [anna.id]);
    const quiet = await insertGroup(store, [anna.id]);
    disk.mode = 'held';
    const first = send(store, flooded.id, anna, 'first');
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    const answered: number[] = [];
    const flood = Array.from({ length: 2_000 }, async (_, number) => {
      const { seq } = await send(store, flooded.id, anna, `${number}`);
      answered.push(seq);
    });
    const between = send(store, quiet.id, anna, 'quiet').then(() => answered.length);
    disk.mode = 'real';
    releaseSyncs();
    await first;
    expect(await between).toBeLessThanOrEqual(512);
    await Promise.all(flood);
    expect(answered).toEqual(Array.from({ length: 2_000 }, (_, number) => number + 2));
    const stored = await store.messages.listAfter(flooded.id, 1, 2_000);
    expect(stored.map((message) => message.content?.text)).toEqual(stored.map((_, number) => `${number}`));
    expect(stored).toHaveLength(2_000);
  });

  test('relaxed durability waits for no sync', async () => {
    const store = await (await create()).open({ durability: 'relaxed' });
    const group = await insertGroup(store, [anna.id]);
    const before = disk.syncs;
    await send(store, group.id, anna, 'x');
    expect(disk.syncs).toBe(before);
  });

  test('after a failed sync nothing more is acknowledged, nobody waits for ever, and closing ends', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    disk.mode = 'held';
    const outcomes: Promise<unknown>[] = [send(store, group.id, anna, 'covered by the failed sync')];
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    outcomes.push(send(store, group.id, anna, 'committed while it ran'));
    await turns(20);
    disk.mode = 'broken';
    releaseSyncs();
    for (const outcome of outcomes) await expect(outcome).rejects.toMatchObject({ code: 'unavailable' });
    await expect(send(store, group.id, anna, 'later')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
    await store.close();
  });
});

describeOnSqlite('a SQLite database that cannot be written', (create) => {
  test('full: writes are refused as unavailable, reads go on, and space heals it without a restart', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'before');
    const writer = opened[0]!;
    const { page_count: pages } = writer.prepare('pragma page_count').get() as { page_count: number };
    writer.exec(`pragma max_page_count = ${pages}`);
    const large = 'x'.repeat(20_000);
    const together = await Promise.allSettled(Array.from({ length: 5 }, () => send(store, group.id, anna, large)));
    for (const outcome of together) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    expect(await store.messages.listAfter(group.id, 0, 10)).toHaveLength(1);
    writer.exec('pragma max_page_count = 1000000');
    expect((await send(store, group.id, anna, large)).seq).toBe(2);
    await store.check();
  });

  test('read-only: the check says so, and writing works again once it is writable', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    opened[0]!.exec('pragma query_only = on');
    await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(send(store, group.id, anna, 'x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.conversations.find(group.id)).toBeDefined();
    opened[0]!.exec('pragma query_only = off');
    await store.check();
    expect((await send(store, group.id, anna, 'x')).seq).toBe(1);
  });
});

describeOnSqlite('the SQLite data folder', (create) => {
  test('belongs to one process; one that was killed gives it up', async () => {
    const database = await create();
    const holder = await holdLock(join(database.folder, 'parlance.lock'));
    await expect(database.open()).rejects.toThrow(
      `Another Parlance server is using the data folder ${database.folder}. Stop it, or choose another DATA_DIR.`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await expect(database.open()).resolves.toBeDefined();
  });

  test('is refused to a second store of the same process, and free after close', async () => {
    const database = await create();
    const first = await database.open();
    await expect(database.open()).rejects.toThrow('Another Parlance server');
    await first.close();
    await expect(database.open()).resolves.toBeDefined();
  });

  test('of a newer version is refused with its reason', async () => {
    const database = await create();
    await (await database.open()).close();
    const file = openDatabase(join(database.folder, 'parlance.db'));
    file.exec(`insert into meta (key, value) values ('migration:999-later', '')`);
    file.close();
    await expect(database.open()).rejects.toThrow('The database has the migration “999-later”');
  });
});

describeOnSqlite('the SQLite write-ahead log', (create) => {
  test('stays bounded under steady writing, and closing empties it', async () => {
    const database = await create();
    const store = await database.open({ durability: 'relaxed' });
    const group = await insertGroup(store, [anna.id]);
    const walBytes = () => statSync(join(database.folder, 'parlance.db-wal')).size;
    let largest = 0;
    let done = 0;
    // Each of these always has a write waiting, so that the log never rests by itself.
    const write = async () => {
      while (done < 24_000) {
        done += 1;
        await send(store, group.id, anna, 'x'.repeat(4_000));
        largest = Math.max(largest, walBytes());
      }
    };
    await Promise.all(Array.from({ length: 40 }, write));
    expect(done).toBeGreaterThanOrEqual(24_000);
    const written = statSync(join(database.folder, 'parlance.db')).size + walBytes();
    expect(written).toBeGreaterThan(120_000_000);
    expect(largest).toBeLessThan(100_000_000);
    await store.close();
    expect(existsSync(join(database.folder, 'parlance.db-wal')) ? walBytes() : 0).toBe(0);
  });

  test('closing while the log is moved and nothing is left to write ends', async () => {
    const store: Store = await (await create()).open({ durability: 'relaxed' });
    const group = await insertGroup(store, [anna.id]);
    for (let index = 0; index < 1_500; index += 1) await send(store, group.id, anna, 'x');
    await store.close();
  });
});

async function holdLock(file: string): Promise<ChildProcess> {
  const program = `
    const { DatabaseSync } = require(process.argv[1]);
    const lock = new DatabaseSync(process.argv[2]);
    lock.exec('begin exclusive');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program, sqliteModulePath(), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}
