import pg from 'pg';
import { expect, test } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import type { Store, Transaction } from '../../src/core/store.ts';
import type { User } from '../../src/core/users/user.ts';
import { insertGroup, insertMessage, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase, describeOnPostgres } from '../support/stores.ts';

const anna = makeUser({ userName: 'anna' });
const ben = makeUser({ userName: 'ben' });

async function insertPeople(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    for (const user of [anna, ben]) await tx.users.insert(user);
  });
}

/** As sending does it: a retry finds what was sent, and what is sent is found by a retry. */
function sendOnce(
  store: Store,
  conversationId: string,
  text: string,
  {
    sender = anna,
    clientId = text,
    next,
  }: { sender?: User; clientId?: string; next?: (tx: Transaction) => unknown } = {},
): Promise<{ seq: number; gpos: number; duplicate: boolean }> {
  const foresight = { conversationId, userId: sender.id, clientId };
  return store.transaction(async (tx) => {
    const earlier = await tx.messages.findByClientId(sender.id, clientId);
    if (earlier !== undefined) return { seq: earlier.seq, gpos: tx.gpos, duplicate: true };
    const own = await tx.conversations.findOwn(conversationId, sender.id);
    if (own === undefined) throw new CoreError('not_found', 'no such conversation');
    const user = await tx.users.find(sender.id);
    expect(user?.userName).toBe(sender.userName);
    const message = await insertMessage(tx, conversationId, sender, text, { clientId });
    await tx.conversations.markSent(conversationId, sender.id, message.seq);
    await next?.(tx);
    return { seq: message.seq, gpos: tx.gpos, duplicate: false };
  }, foresight);
}

async function textsOf(store: Store, conversationId: string): Promise<string[]> {
  const messages = await store.messages.listAfter(conversationId, 0, 10_000);
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
  return messages.map(({ content }) => content?.text ?? '');
}

describeOnEachDatabase('works that say what they will read', (create) => {
  test('share a commit, and are stored and told in the order of their coming', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const groups = await Promise.all(Array.from({ length: 5 }, () => insertGroup(store, [anna.id, ben.id])));
    const told = new Map<string, string[]>();
    store.onEveryCommit((batches) => {
      for (const event of batches.flatMap((batch) => batch.events)) {
        if (event.type !== 'message.sent') continue;
        const texts = told.get(event.conversation.id) ?? [];
        told.set(event.conversation.id, [...texts, event.message.content?.text ?? '']);
      }
    });
    const lines = Array.from({ length: 200 }, (_, index) => index);
    const sent = await Promise.all(
      lines.map((line) => sendOnce(store, groups[line % 5]!.id, `line ${line}`, { sender: line % 2 ? anna : ben })),
    );
    expect(new Set(sent.map(({ gpos }) => gpos)).size).toBeLessThan(20);
    for (const [index, { id }] of groups.entries()) {
      const expected = lines.filter((line) => line % 5 === index).map((line) => `line ${line}`);
      expect(await textsOf(store, id)).toEqual(expected);
      expect(told.get(id)).toEqual(expected);
      const conversation = await store.conversations.find(id);
      expect(conversation).toMatchObject({ lastSeq: 40, lastPos: 40, activeAt: 2_000 });
      for (const user of [anna, ben]) {
        const lastOwn = lines.findLast((line) => line % 5 === index && (line % 2 ? anna : ben) === user)!;
        const member = await store.conversations.findMember(id, user.id);
        expect(member?.readSeq).toBe(expected.indexOf(`line ${lastOwn}`) + 1);
      }
    }
  });

  test('what one refuses or fails at is undone alone, whether it had written or not', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id]);
    const stranger = makeUser();
    const outcomes = await Promise.allSettled([
      sendOnce(store, group.id, 'one'),
      sendOnce(store, group.id, 'of a stranger', { sender: stranger }),
      sendOnce(store, group.id, 'two'),
      sendOnce(store, group.id, 'taken back', {
        next: () => {
          throw new CoreError('conflict', 'after it was written');
        },
      }),
      sendOnce(store, group.id, 'three'),
      // A name that is taken: the database itself refuses, and its transaction is lost.
      sendOnce(store, group.id, 'with a fault', { next: (tx) => tx.users.insert(makeUser({ userName: 'Ben' })) }),
      sendOnce(store, group.id, 'four'),
    ]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true, false, true]);
    expect(outcomes.map((one) => (one.status === 'rejected' ? one.reason.code : ''))).toEqual([
      '',
      'not_found',
      '',
      'conflict',
      '',
      'name_taken',
      '',
    ]);
    expect(await textsOf(store, group.id)).toEqual(['one', 'two', 'three', 'four']);
    expect(await store.conversations.find(group.id)).toMatchObject({ lastSeq: 4, lastPos: 4 });
  });

  test('retries beside their first attempt, and of what was stored long ago, find the one message', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const [one, two] = await Promise.all([insertGroup(store, [anna.id]), insertGroup(store, [anna.id])]);
    await sendOnce(store, one.id, 'long ago');
    const again = await Promise.all([
      sendOnce(store, one.id, 'now'),
      sendOnce(store, one.id, 'now'),
      sendOnce(store, two.id, 'now'),
      sendOnce(store, one.id, 'long ago'),
    ]);
    expect(again.map(({ duplicate }) => duplicate)).toEqual([false, true, true, true]);
    expect(again.map(({ seq }) => seq)).toEqual([2, 2, 2, 1]);
    expect(await textsOf(store, one.id)).toEqual(['long ago', 'now']);
    expect(await textsOf(store, two.id)).toEqual([]);
  });

  test('each sees all that those before it have done, by whatever question', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id, ben.id]);
    const seen: unknown[] = [];
    const look = async (tx: Transaction) => {
      seen.push({
        texts: (await tx.messages.listAfter(group.id, 0, 10)).map(({ content }) => content?.text),
        lastSeq: (await tx.conversations.find(group.id))?.lastSeq,
        read: (await tx.conversations.membersOf([group.id])).map(({ readSeq }) => readSeq),
        topic: (await tx.conversations.findOwn(group.id, anna.id))?.conversation.topic,
      });
    };
    await Promise.all([
      sendOnce(store, group.id, 'one'),
      sendOnce(store, group.id, 'two', { next: (tx) => tx.conversations.update(group.id, { topic: 'news' }) }),
      sendOnce(store, group.id, 'three', { next: look }),
      sendOnce(store, group.id, 'four', { sender: ben }),
      sendOnce(store, group.id, 'five', { sender: ben, next: look }),
    ]);
    expect(seen).toEqual([
      { texts: ['one', 'two', 'three'], lastSeq: 3, read: [3, 0], topic: 'news' },
      { texts: ['one', 'two', 'three', 'four', 'five'], lastSeq: 5, read: [3, 5], topic: 'news' },
    ]);
  });

  test('texts of any letters are stored as they are', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id]);
    const texts = ['"quoted" \\ {a,b}', 'NULL', 'żółć 👋🏽', 'line\nbreak\ttab', "it's $1", ''];
    await Promise.all(texts.map((text) => sendOnce(store, group.id, text, { clientId: `id ${text}` })));
    expect(await textsOf(store, group.id)).toEqual(texts);
    const again = await Promise.all(texts.map((text) => sendOnce(store, group.id, text, { clientId: `id ${text}` })));
    expect(again.every(({ duplicate }) => duplicate)).toBe(true);
    // Half of a letter cannot be stored by any database; a replacement takes its place in what is searched.
    await sendOnce(store, group.id, 'half \ud83d', { clientId: 'half' });
    expect((await textsOf(store, group.id)).at(-1)).toBe('half \ud83d');
  });
});

describeOnPostgres('works of several nodes that say what they will read', (create) => {
  test('leave no hole and no doublet, and positions of a conversation grow with its numbers', async () => {
    const database = await create();
    const stores = [await database.open(), await database.open()];
    await insertPeople(stores[0]!);
    const groups = await Promise.all(Array.from({ length: 8 }, () => insertGroup(stores[0]!, [anna.id, ben.id])));
    await Promise.all(
      Array.from({ length: 400 }, (_, line) =>
        // Every tenth is sent twice, on different nodes.
        Promise.all([
          sendOnce(stores[line % 2]!, groups[line % 8]!.id, `line ${line}`),
          ...(line % 10 === 0 ? [sendOnce(stores[(line + 1) % 2]!, groups[line % 8]!.id, `line ${line}`)] : []),
        ]),
      ),
    );
    for (const { id } of groups) {
      const messages = await stores[0]!.messages.listAfter(id, 0, 1_000);
      expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect(new Set(messages.map(({ content }) => content?.text)).size).toBe(50);
      const positions = messages.map(({ gpos }) => gpos);
      expect(positions).toEqual(positions.toSorted((one, other) => one - other));
      expect(await stores[0]!.conversations.find(id)).toMatchObject({ lastSeq: 50, gpos: positions.at(-1) });
    }
  });

  test('a conversation that somebody holds keeps only its own waiting', async () => {
    const database = await create();
    const store = await database.open();
    await insertPeople(store);
    const [held, free] = await Promise.all([insertGroup(store, [anna.id]), insertGroup(store, [anna.id])]);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('update conversations set last_pos = last_pos where id = $1', [held.id]);
      let isDone = false;
      const waiting = sendOnce(store, held.id, 'waits').finally(() => {
        isDone = true;
      });
      await expect
        .poll(async () => {
          // What a transaction was told of activity it is told again.
          await holder.query('select pg_stat_clear_snapshot()');
          const { rows } = await holder.query(`select from pg_stat_activity where wait_event_type = 'Lock'
            and datname = current_database()`);
          return rows.length;
        })
        .toBe(1);
      const waitingToo = sendOnce(store, held.id, 'comes after it');
      for (let line = 0; line < 5; line += 1) await sendOnce(store, free.id, `line ${line}`);
      expect(isDone).toBe(false);
      await holder.query('commit');
      expect((await Promise.all([waiting, waitingToo])).map(({ seq }) => seq)).toEqual([1, 2]);
      expect(await textsOf(store, free.id)).toHaveLength(5);
    } finally {
      await holder.end();
    }
  });

  test('a connection that breaks refuses what it carried, and later works go on', async () => {
    const database = await create();
    const store = await database.open();
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id]);
    await sendOnce(store, group.id, 'before');
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      const killing = sendOnce(store, group.id, 'lost', {
        next: async (tx) => {
          await other.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction'`);
          await tx.messages.listAfter(group.id, 0, 1);
        },
      });
      await expect(killing).rejects.toMatchObject({ code: 'unavailable' });
      await sendOnce(store, group.id, 'after');
      expect(await textsOf(store, group.id)).toEqual(['before', 'after']);
    } finally {
      await other.end();
    }
  });
});
