import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { SqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { WriteAheadLog } from '../../src/storage/sqlite/write-ahead-log.ts';
import { insertGroup, insertMessage, makeUser } from '../support/rows.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the log says how many pages it holds, of today and not of the time before it began anew', () => {
  const file = join(makeFolder(), 'some.db');
  const database = openDatabase(file);
  database.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table texts (text)');
  const log = new WriteAheadLog(file);
  const pages = (): number => {
    let count = 0;
    while (log.holds(count + 1)) count += 1;
    return count;
  };
  const move = () => Number((database.prepare('pragma wal_checkpoint(passive)').get() as { log: number }).log);
  const write = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      database.prepare('insert into texts (text) values (?)').run('x'.repeat(6_000));
    }
  };
  write(20);
  const first = pages();
  expect(first).toBe(move());
  expect(first).toBeGreaterThan(20);
  write(1);
  const second = pages();
  expect(second).toBeLessThan(first);
  expect(second).toBe(move());
  log.close();
  database.close();
});

test('under steady writing the log is moved into the database, and nothing is lost by it', async () => {
  const file = join(makeFolder(), 'parlance.db');
  const warned: unknown[] = [];
  const note = (...entries: unknown[]) => warned.push(entries);
  const log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const store = await SqliteStore.open({ file, durability: 'relaxed', log });
  const anna = makeUser();
  await store.transaction((tx) => tx.users.insert(anna));
  const group = await insertGroup(store, [anna.id]);
  const walLog = new WriteAheadLog(file);
  const text = 'a long text '.repeat(2_000);
  const together = 40;
  let sent = 0;
  // First until it is long, then, without a pause, until it has begun anew.
  for (const isLong of [true, false]) {
    while (walLog.holds(7_000) !== isLong) {
      const sending = Array.from({ length: together }, () =>
        store.transaction((tx) => insertMessage(tx, group.id, anna, text), group.id),
      );
      await Promise.all(sending);
      sent += together;
    }
  }
  walLog.close();
  expect(statSync(file).size).toBeGreaterThan(20e6);
  const last = await store.messages.listBefore(group.id, Number.MAX_SAFE_INTEGER, 2);
  expect(last.map(({ seq }) => seq)).toEqual([sent, sent - 1]);
  await store.close();
  expect(warned).toEqual([]);
});
