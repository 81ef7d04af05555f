import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { ListCursor, OwnConversation } from '../../src/core/conversations/conversation-store.ts';
import type { Reader, Store } from '../../src/core/store.ts';
import { Executor } from '../../src/storage/sql/executor.ts';
import { makeReader } from '../../src/storage/sql/stores.ts';
import { SqliteConnection } from '../../src/storage/sqlite/connection.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { makeConversation, makeMember, makeUser } from '../support/rows.ts';
import { describeOnSqlite, type TestDatabase } from '../support/stores.ts';

const anna = makeUser();
const bob = makeUser();
/** Enough that a list of them is kept in memory. */
const MANY = 620;
const PAGE = 150;

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** Reads the same file, and keeps nothing. */
function readerOf(database: TestDatabase): Reader {
  const handle = openDatabase(join(database.folder, 'parlance.db'), { readOnly: true });
  closings.push(() => handle.close());
  return makeReader(new Executor(new SqliteConnection(handle)), async () => 0);
}

/** Conversations of Anna; every third is Bob’s as well. */
async function fill(store: Store): Promise<string[]> {
  return store.transaction(async (tx) => {
    const ids: string[] = [];
    for (let index = 0; index < MANY; index += 1) {
      // Many of one moment, whose order is that of their ids.
      const conversation = makeConversation({ activeAt: 1_000 + (index % 50) });
      await tx.conversations.insert(conversation);
      await tx.conversations.putMember(makeMember(conversation.id, anna.id));
      if (index % 3 === 0) await tx.conversations.putMember(makeMember(conversation.id, bob.id));
      ids.push(conversation.id);
    }
    return ids;
  });
}

async function allOwn(reader: Reader, userId: string): Promise<OwnConversation[]> {
  const all: OwnConversation[] = [];
  for (let after: ListCursor | null = null; ; ) {
    const page: OwnConversation[] = await reader.conversations.listOwn(userId, after, PAGE);
    all.push(...page);
    const last = page.at(-1)?.conversation;
    if (last === undefined || page.length < PAGE) return all;
    after = { value: last.activeAt, id: last.id };
  }
}

type Step = { kind: 'send' | 'join' | 'leave' | 'read' | 'new' | 'undone' | 'rename' | 'burst'; which: number };

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('send', 'send', 'join', 'leave', 'read', 'new', 'undone', 'rename', 'burst'),
    which: fc.nat(MANY - 1),
  }),
  { minLength: 1, maxLength: 6 },
);

async function take(store: Store, ids: string[], { kind, which }: Step, at: number): Promise<void> {
  const id = ids[which]!;
  const run = store.transaction(async ({ conversations }) => {
    if (kind === 'send' || kind === 'undone') await conversations.advance(id, { seq: true, at });
    else if (kind === 'read') await conversations.updateMember(id, anna.id, { readSeq: 1 });
    else if (kind === 'rename') await conversations.update(id, { name: `Name ${at}`, activeAt: at - 500 });
    else if (kind === 'burst') {
      for (let index = 0; index < 210; index += 1) {
        await conversations.advance(ids[(which + index) % MANY]!, { seq: true, at: at + (index % 7) });
      }
    } else if (kind === 'new') {
      const conversation = makeConversation({ activeAt: at });
      await conversations.insert(conversation);
      await conversations.putMember(makeMember(conversation.id, anna.id));
    } else await conversations.updateMember(id, anna.id, { state: kind === 'leave' ? 'left' : 'active' });
    if (kind === 'undone') {
      await conversations.updateMember(id, anna.id, { state: 'left' });
      throw new Error('undone');
    }
  });
  await (kind === 'undone' ? expect(run).rejects.toThrow() : run);
}

describeOnSqlite('long lists that are kept in memory', (create) => {
  test('are, whatever happens, what the database would say', async () => {
    const database = await create();
    const store = await database.open({ durability: 'relaxed' });
    const ids = await fill(store);
    const plain = readerOf(database);
    let at = 10_000;
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const since = await store.sync.frontier();
        // Several at once, so that some share a commit and lists are read between others.
        at += 100;
        await Promise.all(taken.map((step, index) => take(store, ids, step, at + index)));
        const [own, expected] = [await allOwn(store, anna.id), await allOwn(plain, anna.id)];
        expect(own).toEqual(expected);
        expect(await allOwn(store, bob.id)).toEqual(await allOwn(plain, bob.id));
        for (const from of [since, Math.max(0, since - 3), 0]) {
          const args = [anna.id, from, null, 1_000] as const;
          expect(await store.conversations.listChanged(...args)).toEqual(
            await plain.conversations.listChanged(...args),
          );
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  }, 120_000);

  test('are those of the moment that a snapshot sees, also when a later one was read before', async () => {
    const database = await create();
    const store = await database.open({ durability: 'relaxed' });
    const ids = await fill(store);
    const first = async (reader: Reader) => (await reader.conversations.listOwn(anna.id, null, 1))[0]?.conversation.id;
    await first(store);
    const moved: string[] = [];
    const reads: Promise<string | undefined>[] = [];
    for (let index = 0; index < 40; index += 1) {
      const id = ids[(index * 7) % MANY]!;
      await store.transaction((tx) => tx.conversations.advance(id, { seq: true, at: 20_000 + index }));
      moved.push(id);
      // Read in the moment after, twice, while the next is being written.
      reads.push(store.snapshot(first), first(store));
    }
    const seen = await Promise.all(reads);
    for (const [index, id] of seen.entries()) expect(moved.indexOf(id!)).toBeGreaterThanOrEqual(index >> 1);
    expect(await store.snapshot(first)).toBe(moved.at(-1));
  });
});
