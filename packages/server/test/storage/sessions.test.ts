import { expect, test } from 'vitest';
import { makeSession } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the session store', (create) => {
  test('keeps every field and finds by both refresh hashes', async () => {
    const store = await (await create()).open();
    const session = makeSession('anna', { device: 'phone', refreshHash: 'new', previousRefreshHash: 'old' });
    await store.transaction((tx) => tx.sessions.insert(session));
    expect(await store.sessions.find(session.id)).toEqual(session);
    expect(await store.sessions.findByRefreshHash('new')).toEqual(session);
    expect(await store.sessions.findByPreviousRefreshHash('old')).toEqual(session);
    expect(await store.sessions.findByRefreshHash('old')).toBeUndefined();
  });

  test('of racing rotations with one token, one wins', async () => {
    const store = await (await create()).open();
    const session = makeSession('anna', { refreshHash: 'first' });
    await store.transaction((tx) => tx.sessions.insert(session));
    const won = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.transaction((tx) => tx.sessions.rotate(session.id, 'first', `next-${index}`, 2_000, 10_000)),
      ),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    const rotated = (await store.sessions.find(session.id))!;
    expect(rotated).toMatchObject({ previousRefreshHash: 'first', lastUsedAt: 2_000, expiresAt: 10_000 });
    expect(rotated.refreshHash).toBe(`next-${won.indexOf(true)}`);
  });

  test('an ended session is not rotated, not listed and not ended twice', async () => {
    const store = await (await create()).open();
    const session = makeSession('anna', { refreshHash: 'first' });
    await store.transaction((tx) => tx.sessions.insert(session));
    expect(await store.transaction((tx) => tx.sessions.end(session.id, 3_000))).toBe(true);
    expect(await store.transaction((tx) => tx.sessions.end(session.id, 4_000))).toBe(false);
    expect(await store.transaction((tx) => tx.sessions.rotate(session.id, 'first', 'x', 1, 2))).toBe(false);
    expect(await store.sessions.listActive('anna', 3_000)).toEqual([]);
    expect((await store.sessions.find(session.id))?.endedAt).toBe(3_000);
  });

  test('lists the active ones of a person, the last used first, and ends all but one', async () => {
    const store = await (await create()).open();
    const sessions = [
      makeSession('anna', { lastUsedAt: 1 }),
      makeSession('anna', { lastUsedAt: 3 }),
      makeSession('anna', { lastUsedAt: 2 }),
    ] as const;
    const expired = makeSession('anna', { expiresAt: 1_500 });
    const other = makeSession('bob');
    await store.transaction(async (tx) => {
      for (const session of [...sessions, expired, other]) await tx.sessions.insert(session);
    });
    expect((await store.sessions.listActive('anna', 2_000)).map((session) => session.lastUsedAt)).toEqual([3, 2, 1]);
    const ended = await store.transaction((tx) => tx.sessions.endAll('anna', 2_000, sessions[1].id));
    expect(ended.sort()).toEqual([sessions[0].id, sessions[2].id, expired.id].sort());
    expect((await store.sessions.listActive('anna', 2_000)).map((session) => session.id)).toEqual([sessions[1].id]);
    expect(await store.transaction((tx) => tx.sessions.endAll('anna', 2_000, null))).toEqual([sessions[1].id]);
    expect(await store.sessions.listActive('bob', 2_000)).toHaveLength(1);
  });
});
