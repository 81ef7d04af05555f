import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../src/cli/backup.ts';
import { epoch } from '../../src/cli/epoch.ts';
import { restore } from '../../src/cli/restore.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { texts } from '../search/support.ts';
import { insertGroup, makeUser, send } from '../support/rows.ts';
import { describeOnEachDatabase, describeOnPostgres, describeOnSqlite } from '../support/stores.ts';
import { configOf, listen } from './support.ts';

const anna = makeUser();

describeOnSqlite('parlance backup and restore', (create) => {
  test('copy one moment while the server writes, and bring it back whole in another folder', async () => {
    const source = await create();
    const store = await source.open();
    const group = await insertGroup(store, [anna.id]);
    for (let index = 0; index < 200; index += 1) await send(store, group.id, anna, `before ${index}`);
    let writing = true;
    const writer = (async () => {
      while (writing) await Promise.all([send(store, group.id, anna, 'while'), send(store, group.id, anna, 'it runs')]);
    })();
    const file = join(source.folder, 'copy.db');
    const { output, lines } = listen();
    await backUp(configOf(source), file, output);
    writing = false;
    await writer;
    expect(lines[0]).toContain('a consistent copy');
    expect(lines.join('\n')).toContain('secrets.json');
    expect(readdirSync(source.folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);

    const target = await create();
    await restore(configOf(target), file, listen().output);
    const restored = await target.open();
    const { lastSeq } = (await restored.conversations.find(group.id))!;
    expect(lastSeq).toBeGreaterThanOrEqual(200);
    const messages = await restored.messages.listAfter(group.id, 0, 100_000);
    expect(messages.map((message) => message.seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
    expect(messages).toEqual(await store.messages.listAfter(group.id, 0, lastSeq));
    expect(await restored.sync.epoch()).not.toBe(await store.sync.epoch());
    expect(await texts(restored, anna, '"before 7"')).toEqual(['before 7']);
    await send(restored, group.id, anna, 'goes on');
  });

  test('a backup never overwrites a file, and nothing is left of one that fails', async () => {
    const source = await create();
    const { output } = listen();
    await expect(backUp(configOf(source), join(source.folder, 'copy.db'), output)).rejects.toThrow(
      `There is no database ${join(source.folder, 'parlance.db')}`,
    );
    await (await source.open()).close();
    const taken = join(source.folder, 'taken');
    await writeFile(taken, 'precious');
    await expect(backUp(configOf(source), taken, output)).rejects.toThrow('exists already');
    expect(readFileSync(taken, 'utf8')).toBe('precious');
    await expect(backUp(configOf(source), join(source.folder, 'absent', 'copy.db'), output)).rejects.toThrow(
      `There is no folder ${join(source.folder, 'absent')} for the backup; make it first.`,
    );
    expect(readdirSync(source.folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  test('a backup is for its owner alone, and makes a data folder on a machine that has none', async () => {
    const source = await create();
    const store = await source.open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'carried over');
    const file = join(source.folder, 'copy.db');
    await backUp(configOf(source), file, listen().output);
    const folder = join(source.folder, 'not', 'there', 'yet');
    await restore(configOf({ folder, url: undefined }), file, listen().output);
    const handle = openDatabase(join(folder, 'parlance.db'));
    expect(handle.prepare('select count(*) as held from messages').get()).toEqual({ held: 1 });
    handle.close();
    // Windows has no such permissions.
    const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);
    if (process.platform !== 'win32') expect([rights(file), rights(folder)]).toEqual(['600', '700']);
  });

  // Only root can give files away; elsewhere there is nothing to see.
  test.runIf(process.getuid?.() === 0)('what root restores belongs to whom the data folder belongs to', async () => {
    const source = await create();
    await (await source.open()).close();
    const file = join(source.folder, 'copy.db');
    await backUp(configOf(source), file, listen().output);
    const folder = join(source.folder, 'theirs');
    mkdirSync(folder);
    chownSync(folder, 65534, 65533);
    await restore(configOf({ folder, url: undefined }), file, listen().output);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)), name).toMatchObject({ uid: 65534, gid: 65533 });
    }
  });

  test('a restore keeps what was there, and is refused while a server runs', async () => {
    const database = await create();
    const store = await database.open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'old');
    const file = join(database.folder, 'copy.db');
    await backUp(configOf(database), file, listen().output);
    await send(store, group.id, anna, 'new');
    await expect(restore(configOf(database), file, listen().output)).rejects.toThrow(
      'Another Parlance server is using',
    );
    await store.close();
    const { output, lines } = listen();
    await restore(configOf(database), file, output);
    const kept = /What was there is kept as (.*)$/.exec(lines[1]!)![1]!;
    const rows = (path: string) => {
      const handle = openDatabase(path);
      const { held } = handle.prepare('select count(*) as held from messages').get() as { held: number };
      handle.close();
      return held;
    };
    expect(rows(kept)).toBe(2);
    const restored = await database.open();
    expect((await restored.messages.listAfter(group.id, 0, 10)).map((message) => message.content?.text)).toEqual([
      'old',
    ]);
    expect(await texts(restored, anna, 'new')).toEqual([]);
    expect(await texts(restored, anna, 'old')).toEqual(['old']);
  });

  test.each<[string, (file: string) => unknown, RegExp]>([
    ['absent', () => {}, /There is no file/],
    ['no database', (file) => writeFile(file, 'text'.repeat(1_000)), /is no backup of Parlance: .*not a database/],
    ['another program’s', (file) => run(file, 'create table notes (text)'), /is no backup of Parlance/],
    [
      'a newer version’s',
      (file) =>
        run(file, `create table meta (key text, value text); insert into meta values ('migration:999-later', '')`),
      /was made by a newer version \(migration:999-later\)/,
    ],
  ])('a file that is %s is refused, and the database stays', async (_what, make, message) => {
    const database = await create();
    await (await database.open()).close();
    const file = join(database.folder, 'foreign.db');
    await make(file);
    await expect(restore(configOf(database), file, listen().output)).rejects.toThrow(message);
    expect(existsSync(join(database.folder, 'parlance.db'))).toBe(true);
    await database.open();
  });

  test('renewing the epoch needs the server stopped', async () => {
    const database = await create();
    const store = await database.open();
    await expect(epoch(configOf(database), { renew: true }, listen().output)).rejects.toThrow(
      'Another Parlance server',
    );
    const { output, lines } = listen();
    await epoch(configOf(database), {}, output);
    expect(lines).toEqual([await store.sync.epoch()]);
  });
});

describeOnEachDatabase('parlance epoch', (create) => {
  test('shows the epoch, and renews it', async () => {
    const database = await create();
    const store = await database.open();
    const before = await store.sync.epoch();
    await store.close();
    const shown = listen();
    await epoch(configOf(database), {}, shown.output);
    expect(shown.lines).toEqual([before]);
    const renewed = listen();
    await epoch(configOf(database), { renew: true }, renewed.output);
    const after = await (await database.open()).sync.epoch();
    expect(after).not.toBe(before);
    expect(renewed.lines[0]).toContain(`${before} → ${after}`);
  });
});

describeOnPostgres('parlance backup on PostgreSQL', (create) => {
  test('names the tool that does it, and what to do after a restore', async () => {
    const database = await create();
    for (const refused of [
      backUp(configOf(database), 'copy.dump', listen().output),
      restore(configOf(database), 'copy.dump', listen().output),
    ]) {
      await expect(refused).rejects.toThrow(/pg_(dump|restore)[\s\S]*parlance epoch --renew/);
      await expect(refused).rejects.toMatchObject({ status: 2 });
    }
  });
});

function run(file: string, statements: string): void {
  const database = openDatabase(file);
  database.exec(statements);
  database.close();
}
