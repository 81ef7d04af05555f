import { expect, test } from 'vitest';
import type { TranslationKey } from '../../src/core/translation/translation-store.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

const key: TranslationKey = { textHash: 'abc', source: '', target: 'de', engine: 'engine:one' };
const kept = { ...key, text: 'Guten Morgen', foundSource: 'en', createdAt: 5 };

describeOnEachDatabase('translations', (create) => {
  test('are found by text, target, engine and source, and kept once', async () => {
    const store = await (await create()).open();
    await store.transaction((tx) => tx.translations.put(kept));
    await store.transaction((tx) => tx.translations.put({ ...kept, text: 'another' }));
    await store.transaction((tx) => tx.translations.put({ ...kept, target: 'fr', text: 'Bonjour' }));
    await store.transaction((tx) => tx.translations.put({ ...kept, engine: 'engine:two' }));
    expect(await store.translations.find(key)).toEqual(kept);
    expect(await store.translations.find({ ...key, source: 'en' })).toBeUndefined();
    const all = await store.translations.findAll(['abc', 'other'], 'engine:one');
    expect(all.map((one) => one.target).sort()).toEqual(['de', 'fr']);
    await store.transaction((tx) => tx.translations.remove('abc'));
    expect(await store.translations.findAll(['abc'], 'engine:two')).toEqual([]);
  });

  test('are made by one at a time: a claim holds until it is released or its time is up, and is no translation', async () => {
    const store = await (await create()).open();
    const claim = (now: number) => store.transaction((tx) => tx.translations.claim(key, { now, until: now + 10 }));
    const claims = await Promise.all([claim(100), claim(100), claim(100)]);
    expect(claims.filter((won) => won)).toHaveLength(1);
    expect(
      await store.transaction((tx) => tx.translations.claim({ ...key, target: 'fr' }, { now: 0, until: 10 })),
    ).toBe(true);
    expect(await store.translations.find(key)).toBeUndefined();
    expect(await store.translations.findAll(['abc'], 'engine:one')).toEqual([]);
    expect(await claim(110)).toBe(false);
    expect(await claim(111)).toBe(true);
    await store.transaction((tx) => tx.translations.release(key));
    expect(await claim(112)).toBe(true);
    await store.transaction((tx) => tx.translations.remove('abc'));
    expect(await claim(113)).toBe(true);
  });

  test('are not made again by whoever looked before they were there and claims after', async () => {
    const store = await (await create()).open();
    const claim = () => store.transaction((tx) => tx.translations.claim(key, { now: 100, until: 110 }));
    expect(await store.translations.find(key)).toBeUndefined();
    expect(await claim()).toBe(true);
    const [late] = await Promise.all([
      claim(),
      store.transaction(async (tx) => {
        await tx.translations.release(key);
        await tx.translations.put(kept);
      }),
    ]);
    expect(late).toBe(false);
    expect(await claim()).toBe(false);
    // Nothing is left of the claims that came too late.
    await store.transaction((tx) => tx.translations.remove('abc'));
    expect(await claim()).toBe(true);
  });
});
