import { expect, test } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import type { DomainEvent } from '../../src/core/events.ts';
import type { Store } from '../../src/core/store.ts';
import { insertGroup, insertMessage, makeConversation, makeUser, send, settledFrontier } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

/** Collects what the store tells, as one flat list in the order of telling. */
function listen(store: Store): { events: DomainEvent[]; frontiers: number[]; gpos: number[] } {
  const heard = { events: [] as DomainEvent[], frontiers: [] as number[], gpos: [] as number[] };
  store.onCommitted((batches, frontier) => {
    heard.frontiers.push(frontier);
    for (const batch of batches) {
      heard.gpos.push(batch.gpos);
      heard.events.push(...batch.events);
    }
  });
  return heard;
}

describeOnEachDatabase('transactions', (create) => {
  test('work that throws is undone alone, whatever was committed beside it', async () => {
    const store = await (await create()).open();
    const users = Array.from({ length: 20 }, (_, index) => makeUser({ displayName: `Person ${index}` }));
    const outcomes = await Promise.allSettled(
      users.map((user, index) =>
        store.transaction(async (tx) => {
          await tx.users.insert(user);
          if (index % 5 === 0) throw new CoreError('forbidden', `no ${index}`);
          return index;
        }),
      ),
    );
    expect(outcomes.flatMap((outcome, index) => (outcome.status === 'rejected' ? [index] : []))).toEqual([
      0, 5, 10, 15,
    ]);
    const stored = await store.users.findMany(users.map((user) => user.id));
    expect(stored.map((user) => user.displayName).sort()).toEqual(
      users
        .filter((_, index) => index % 5 !== 0)
        .map((user) => user.displayName)
        .sort(),
    );
  });

  test('what refused work emitted and enqueued is never heard', async () => {
    const store = await (await create()).open();
    const heard = listen(store);
    const anna = makeUser();
    await expect(
      store.transaction(async (tx) => {
        tx.emit({ type: 'account.updated', user: anna });
        throw new CoreError('conflict', 'no');
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await store.transaction(async (tx) => tx.emit({ type: 'block.updated', userId: anna.id, blocked: [] }));
    expect(heard.events.map((event) => event.type)).toEqual(['block.updated']);
  });

  test('an unexpected fault reaches the caller as it was thrown, and later work goes on', async () => {
    const store = await (await create()).open();
    const fault = new TypeError('a fault of the work');
    await expect(
      store.transaction(async () => {
        throw fault;
      }),
    ).rejects.toBe(fault);
    await expect(store.transaction(async () => 7)).resolves.toBe(7);
  });

  test('a taken name is refused, and what the same work wrote before is undone', async () => {
    const store = await (await create()).open();
    await store.transaction((tx) =>
      tx.users.insert(makeUser({ userName: 'Anna', email: 'a@x.org', externalKey: 'i 1' })),
    );
    const other = makeConversation();
    for (const [change, field] of [
      [{ userName: 'aNNA' }, '/user_name'],
      [{ email: 'A@X.org' }, '/email'],
      [{ externalKey: 'i 1' }, undefined],
    ] as const) {
      const refused = store.transaction(async (tx) => {
        await tx.conversations.insert(other);
        await tx.users.insert(makeUser(change));
      });
      const fault = await refused.catch((thrown: CoreError) => thrown);
      expect(fault).toMatchObject({ code: 'name_taken' });
      expect((fault as CoreError).extras.field).toBe(field);
    }
    expect(await store.conversations.find(other.id)).toBeUndefined();
  });

  test('racing works that open one direct conversation make one row; a loser is told conflict and then finds it', async () => {
    const store = await (await create()).open();
    const key = 'a:b';
    const open = () =>
      store.transaction(async (tx) => {
        const found = await tx.conversations.findByDirectKey(key);
        if (found !== undefined) return found.id;
        const conversation = makeConversation({ kind: 'direct', directKey: key });
        await tx.conversations.insert(conversation);
        return conversation.id;
      });
    const openAgain = (fault: unknown) => {
      expect(fault).toMatchObject({ code: 'conflict' });
      return open();
    };
    const ids = await Promise.all(Array.from({ length: 24 }, () => open().catch(openAgain)));
    expect(new Set(ids).size).toBe(1);
    expect((await store.conversations.findByDirectKey(key))?.id).toBe(ids[0]);
  });

  test('a slug that is in use is refused', async () => {
    const store = await (await create()).open();
    const insert = () =>
      store.transaction((tx) => tx.conversations.insert(makeConversation({ kind: 'room', slug: 'a' })));
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: 'name_taken' });
  });

  test('racing sends of one client id make one message', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    const group = await insertGroup(store, [anna.id]);
    const ids = await Promise.all(
      Array.from({ length: 24 }, () =>
        store.transaction(async (tx) => {
          const sent = await tx.messages.findByClientId(anna.id, 'client-1');
          return (sent ?? (await insertMessage(tx, group.id, anna, 'once', { clientId: 'client-1' }))).id;
        }),
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await store.conversations.find(group.id)).toMatchObject({ lastSeq: 1, lastPos: 1 });
  });

  test('concurrent sends take dense numbers and are told in their order, once each', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    const groups = [await insertGroup(store, [anna.id]), await insertGroup(store, [anna.id])];
    const heard = listen(store);
    await Promise.all(
      Array.from({ length: 120 }, (_, index) => send(store, groups[index % 2]!.id, anna, `message ${index}`)),
    );
    for (const group of groups) {
      const positions = heard.events.flatMap((event) =>
        event.type === 'message.sent' && event.conversation.id === group.id ? [event.conversation.lastPos] : [],
      );
      expect(positions).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      const stored = await store.messages.listAfter(group.id, 0, 200);
      expect(stored.map((message) => message.seq)).toEqual(positions);
    }
  });

  test('events are told before the work that caused them resolves', async () => {
    const store = await (await create()).open();
    const heard = listen(store);
    const anna = makeUser();
    await store.transaction(async (tx) => tx.emit({ type: 'account.updated', user: anna }));
    expect(heard.events).toHaveLength(1);
  });

  test('the frontier that is told never goes back and reaches every commit', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    const group = await insertGroup(store, [anna.id]);
    const heard = listen(store);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 10 }, () => send(store, group.id, anna, 'x')));
    }
    const highest = Math.max(...heard.gpos);
    await expect.poll(() => heard.frontiers.at(-1), { timeout: 5_000 }).toBeGreaterThanOrEqual(highest);
    expect(heard.frontiers).toEqual(heard.frontiers.toSorted((one, other) => one - other));
    await expect.poll(() => store.sync.frontier(), { timeout: 5_000 }).toBeGreaterThanOrEqual(highest);
  });

  test('a reopened store goes on above every position it gave out, with the same epoch', async () => {
    const database = await create();
    const first = await database.open();
    const anna = makeUser();
    const group = await insertGroup(first, [anna.id]);
    const before = await send(first, group.id, anna, 'before');
    const epoch = await first.sync.epoch();
    await first.close();
    const second = await database.open();
    expect(await second.sync.epoch()).toBe(epoch);
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    expect((await send(second, group.id, anna, 'after')).gpos).toBeGreaterThan(before.gpos);
    expect((await second.messages.listAfter(group.id, 0, 10)).map((message) => message.seq)).toEqual([1, 2]);
  });

  test('a snapshot sees one moment, however much is written while it reads', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'first');
    await settledFrontier(store);
    let writes: Promise<unknown> = Promise.resolve();
    const seen = await store.snapshot(async (reader) => {
      const frontier = await reader.sync.frontier();
      const before = await reader.conversations.find(group.id);
      writes = Promise.all([send(store, group.id, anna, 'second'), send(store, group.id, anna, 'third')]);
      const messages = await reader.messages.listAfter(group.id, 0, 10);
      const after = await reader.conversations.find(group.id);
      return { frontier, before, after, messages };
    });
    await writes;
    expect(seen.after).toEqual(seen.before);
    expect(seen.messages).toHaveLength(1);
    expect(seen.frontier).toBeGreaterThanOrEqual(seen.messages[0]!.gpos);
    expect((await store.conversations.find(group.id))?.lastSeq).toBe(3);
  });

  test('a snapshot that throws leaves the store readable', async () => {
    const store = await (await create()).open();
    await expect(
      store.snapshot(async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await expect(store.snapshot((reader) => reader.sync.epoch())).resolves.toMatch(/./);
  });

  test('closing finishes what was accepted and refuses what comes later', async () => {
    const database = await create();
    const store = await database.open();
    const anna = makeUser();
    const group = await insertGroup(store, [anna.id]);
    const accepted = Array.from({ length: 40 }, (_, index) => send(store, group.id, anna, `message ${index}`));
    const closing = store.close();
    await expect(store.transaction(async () => 1)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await Promise.allSettled(accepted)).every((outcome) => outcome.status === 'fulfilled')).toBe(true);
    await closing;
    const again = await database.open();
    expect((await again.conversations.find(group.id))?.lastSeq).toBe(40);
  });

  test('check passes on a healthy database', async () => {
    const store = await (await create()).open();
    await expect(store.check()).resolves.toBeUndefined();
  });

  test('a job is written with the work that causes it', async () => {
    const database = await create();
    const store = await database.open();
    await store.transaction((tx) => tx.enqueue({ kind: 'push', payload: { to: 'anna' } }));
    await expect(
      store.transaction(async (tx) => {
        await tx.enqueue({ kind: 'push', payload: { to: 'nobody' } });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await store.transaction(async (tx) => expect(tx.gpos).toBeGreaterThan(0));
  });
});
