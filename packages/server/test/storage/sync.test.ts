import { expect, test } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { insertGroup } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the sync store', (create) => {
  test('an acknowledged position only rises', async () => {
    const store = await (await create()).open();
    const acknowledge = (gpos: number) => store.transaction((tx) => tx.sync.acknowledge('anna', gpos));
    const epoch = await store.sync.epoch();
    expect(await store.sync.acknowledged('anna')).toEqual({ epoch, gpos: 0 });
    await acknowledge(5);
    await acknowledge(4);
    expect(await store.sync.acknowledged('anna')).toEqual({ epoch, gpos: 5 });
    await acknowledge(2 ** 40);
    expect(await store.sync.acknowledged('anna')).toEqual({ epoch, gpos: 2 ** 40 });
    expect(await store.sync.acknowledged('bob')).toEqual({ epoch, gpos: 0 });
  });

  test('a position that is acknowledged beside what is sent rises as well, and never falls', async () => {
    const store = await (await create()).open();
    const conversationId = (await insertGroup(store, ['anna', 'bob'])).id;
    const beside = (userId: string, gpos: number) =>
      store.transaction((tx) => tx.sync.acknowledge(userId, gpos), { conversationId, userId, clientId: null });
    await Promise.all([beside('anna', 3), beside('anna', 9), beside('anna', 6), beside('bob', 2)]);
    await beside('anna', 4);
    expect((await store.sync.acknowledged('anna')).gpos).toBe(9);
    expect((await store.sync.acknowledged('bob')).gpos).toBe(2);
  });

  test('a stored answer is found until it expires, by its owner and key alone', async () => {
    const store = await (await create()).open();
    const answer = { requestHash: 'hash', result: '{"a":1}' };
    await store.transaction((tx) => tx.sync.putAnswer('anna', 'key', answer, 5_000));
    expect(await store.sync.findAnswer('anna', 'key', 4_999)).toEqual(answer);
    expect(await store.sync.findAnswer('anna', 'key', 5_000)).toBeUndefined();
    expect(await store.sync.findAnswer('bob', 'key', 1)).toBeUndefined();
    await store.transaction((tx) => tx.sync.putAnswer('anna', 'key', { requestHash: 'new', result: '2' }, 9_000));
    expect(await store.sync.findAnswer('anna', 'key', 5_000)).toEqual({ requestHash: 'new', result: '2' });
  });

  test('of those who claim a request at the same moment, one gets it, until it is dropped or out of date', async () => {
    const database = await create();
    const stores =
      database.kind === 'postgres' ? [await database.open(), await database.open()] : [await database.open()];
    const [store] = stores as [Store];
    const claim = (index: number, now: number) =>
      stores[index % stores.length]!.transaction((tx) =>
        tx.sync.claimAnswer('anna', 'key', { requestHash: 'hash', now, until: now + 100 }),
      );
    const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(index, 1_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.sync.findAnswer('anna', 'key', 1_000)).toEqual({ requestHash: 'hash', result: '' });
    expect(await claim(0, 1_099)).toBe(false);
    expect(await claim(0, 1_100)).toBe(true);
    await store.transaction((tx) => tx.sync.dropClaim('anna', 'key'));
    expect(await claim(1, 1_101)).toBe(true);
    const answer = { requestHash: 'hash', result: '1' };
    await store.transaction((tx) => tx.sync.putAnswer('anna', 'key', answer, 5_000));
    await store.transaction((tx) => tx.sync.dropClaim('anna', 'key'));
    expect(await claim(0, 2_000)).toBe(false);
    expect(await store.sync.findAnswer('anna', 'key', 2_000)).toEqual(answer);
  });
});
