import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the sync store', (create) => {
  test('an acknowledged position only rises', async () => {
    const store = await (await create()).open();
    const acknowledge = (gpos: number) => store.transaction((tx) => tx.sync.acknowledge('anna', gpos));
    expect(await store.sync.acknowledged('anna')).toBe(0);
    expect(await acknowledge(5)).toBe(true);
    expect(await acknowledge(5)).toBe(false);
    expect(await acknowledge(4)).toBe(false);
    expect(await acknowledge(2 ** 40)).toBe(true);
    expect(await store.sync.acknowledged('anna')).toBe(2 ** 40);
    expect(await store.sync.acknowledged('bob')).toBe(0);
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
});
