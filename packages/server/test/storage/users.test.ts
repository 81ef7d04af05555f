import { expect, test } from 'vitest';
import { insertGroup, makeMember, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the user store', (create) => {
  test('finds those of a list, however long it is', async () => {
    const store = await (await create()).open();
    const people = Array.from({ length: 9 }, () => makeUser());
    await store.transaction(async (tx) => {
      for (const person of people) await tx.users.insert(person);
    });
    const others = Array.from({ length: 9000 }, (_, index) => `nobody ${index}`);
    for (const length of [1, 2, 3, 4, 5, 8, 9]) {
      const ids = people.slice(0, length).map((person) => person.id);
      for (const asked of [ids, [...others, ...ids], [...ids, ...others.slice(0, 4000)]]) {
        const found = await store.users.findMany(asked);
        expect(found.map((person) => person.id).sort()).toEqual(ids.toSorted());
      }
    }
  });

  test('keeps every field and finds by name, e-mail and external key without regard to case', async () => {
    const store = await (await create()).open();
    const anna = makeUser({
      userName: 'Ånna',
      email: 'Anna@Example.org',
      displayName: 'Anna Müller',
      avatarUrl: '/a.png',
      bio: 'bio',
      language: 'de',
      kind: 'guest',
      passwordHash: '$argon2id$x',
      externalKey: 'issuer subject',
      status: 'busy',
      settings: {
        lastSeen: 'nobody',
        readReceipts: false,
        knownLanguages: ['fr', 'pt-BR'],
        autoTranslate: false,
        extra: { theme: 'dark' },
      },
      createdAt: 5,
      lastSeenAt: 6,
    });
    const gpos = await store.transaction(async (tx) => {
      await tx.users.insert(anna);
      return tx.gpos;
    });
    const stored = { ...anna, gpos };
    expect(await store.users.find(anna.id)).toEqual(stored);
    expect(await store.users.findByUserName('åNNA')).toEqual(stored);
    // The same letter in another Unicode form is the same name.
    expect(await store.users.findByUserName('A\u030anna')).toEqual(stored);
    expect(await store.users.findByEmail('ANNA@example.ORG')).toEqual(stored);
    expect(await store.users.findByExternalKey('issuer subject')).toEqual(stored);
    expect(await store.users.findMany([anna.id, anna.id, 'nobody'])).toEqual([stored]);
    expect(await store.users.findMany([])).toEqual([]);
    expect(await store.users.find('nobody')).toBeUndefined();
  });

  test('changes only the given fields, moves gpos, and frees a name that was given up', async () => {
    const store = await (await create()).open();
    const anna = makeUser({ userName: 'anna', bio: 'bio' });
    await store.transaction((tx) => tx.users.insert(anna));
    const before = (await store.users.find(anna.id))!;
    await store.transaction((tx) => tx.users.update(anna.id, { userName: 'anne', bio: null }));
    const after = (await store.users.find(anna.id))!;
    expect(after).toEqual({ ...before, userName: 'anne', bio: null, gpos: after.gpos });
    expect(after.gpos).toBeGreaterThan(before.gpos);
    await store.transaction((tx) => tx.users.insert(makeUser({ userName: 'anna' })));
    await expect(store.transaction((tx) => tx.users.update(anna.id, { userName: 'ANNA' }))).rejects.toMatchObject({
      code: 'name_taken',
    });
  });

  test('being seen is no change that others are told about', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    await store.transaction((tx) => tx.users.insert(anna));
    const before = (await store.users.find(anna.id))!;
    await store.transaction((tx) => tx.users.setLastSeen(anna.id, 77));
    expect(await store.users.find(anna.id)).toEqual({ ...before, lastSeenAt: 77 });
  });

  test('search takes the start of names or a whole address, literally', async () => {
    const store = await (await create()).open();
    const people = [
      makeUser({ userName: 'anna', displayName: 'Anna Müller', email: 'anna@x.org' }),
      makeUser({ userName: 'bob', displayName: '100% Bob' }),
      makeUser({ userName: 'b_b', displayName: 'Carl Annason' }),
      makeUser({ userName: 'bxb', displayName: 'Дарья' }),
    ];
    await store.transaction(async (tx) => {
      for (const person of people) await tx.users.insert(person);
    });
    const names = async (query: string) => (await store.users.search(query, 10)).map((user) => user.userName);
    expect(await names('ann')).toEqual(['anna', 'b_b']);
    expect(await names('MÜLL')).toEqual(['anna']);
    expect(await names('anna@x.org')).toEqual(['anna']);
    expect(await names('anna@x')).toEqual([]);
    expect(await names('100%')).toEqual(['bob']);
    expect(await names('%')).toEqual([]);
    expect(await names('b_')).toEqual(['b_b']);
    expect(await names('дар')).toEqual(['bxb']);
    expect(await store.users.search('b', 2)).toHaveLength(2);
  });

  test('search finds a name by any of its words and by several in a row, and no longer by what it was', async () => {
    const store = await (await create()).open();
    const ludwig = makeUser({ displayName: 'Ludwig van  Beethoven van' });
    await store.transaction((tx) => tx.users.insert(ludwig));
    const found = async (query: string) => (await store.users.search(query, 10)).length;
    for (const query of ['lud', 'van', 'VAN  beet', 'beethoven v']) expect(await found(query), query).toBe(1);
    for (const query of ['udwig', 'van van', 'n']) expect(await found(query), query).toBe(0);
    await store.transaction((tx) => tx.users.update(ludwig.id, { displayName: 'Johann Sebastian Bach' }));
    expect([await found('van'), await found('bach'), await found('sebastian b')]).toEqual([0, 1, 1]);
    await store.transaction((tx) => tx.users.update(ludwig.id, { bio: 'Cantor' }));
    expect(await found('bach')).toBe(1);
  });

  test('companions are those of small conversations; changes to them are found by position', async () => {
    const store = await (await create()).open();
    const [anna, bob, carl, dora] = [makeUser(), makeUser(), makeUser(), makeUser()] as const;
    await store.transaction(async (tx) => {
      for (const user of [anna, bob, carl, dora]) await tx.users.insert(user);
    });
    await insertGroup(store, [anna.id, bob.id]);
    await insertGroup(store, [anna.id, carl.id], { memberCount: 51 });
    const left = await insertGroup(store, [anna.id]);
    await store.transaction((tx) => tx.conversations.putMember(makeMember(left.id, dora.id, { state: 'left' })));
    expect(await store.users.companionIds(anna.id)).toEqual([bob.id]);
    expect(await store.users.sharesConversation(anna.id, carl.id)).toBe(true);
    expect(await store.users.sharesConversation(anna.id, dora.id)).toBe(false);
    const others = [bob.id, carl.id, dora.id, 'nobody'];
    expect(await store.users.contactsAmong(anna.id, others)).toEqual(new Set([bob.id, carl.id]));
    expect(await store.users.contactsAmong(bob.id, others)).toEqual(new Set());
    expect(await store.users.contactsAmong(anna.id, [])).toEqual(new Set());
    const since = (await store.users.find(dora.id))!.gpos;
    expect(await store.users.changedCompanions(anna.id, since)).toEqual([]);
    await store.transaction(async (tx) => {
      for (const user of [anna, bob, carl]) await tx.users.update(user.id, { displayName: 'New' });
    });
    expect((await store.users.changedCompanions(anna.id, since)).map((user) => user.id)).toEqual([bob.id]);
  });

  test('blocks work both ways, are listed, and move the position of the list', async () => {
    const store = await (await create()).open();
    const [anna, bob] = [makeUser(), makeUser()] as const;
    await store.transaction(async (tx) => {
      await tx.users.insert(anna);
      await tx.users.insert(bob);
    });
    const set = (blocked: boolean) => store.transaction((tx) => tx.users.setBlock(anna.id, bob.id, blocked, 5));
    expect(await store.users.blocksGpos(anna.id)).toBe(0);
    expect(await set(true)).toBe(true);
    expect(await set(true)).toBe(false);
    const after = await store.users.blocksGpos(anna.id);
    expect(after).toBeGreaterThan(0);
    expect(await store.users.blockedBy(anna.id)).toEqual([bob.id]);
    expect(await store.users.isBlockedEitherWay(bob.id, anna.id)).toBe(true);
    expect(await store.users.isBlockedEitherWay(anna.id, bob.id)).toBe(true);
    expect(await store.users.blockedAmong(anna.id, [bob.id, 'nobody'])).toEqual(new Set([bob.id]));
    expect(await store.users.blockedAmong(bob.id, [anna.id])).toEqual(new Set([anna.id]));
    expect(await store.users.blockedAmong('nobody', [anna.id])).toEqual(new Set());
    expect(await set(false)).toBe(true);
    expect(await store.users.isBlockedEitherWay(bob.id, anna.id)).toBe(false);
    expect(await store.users.blocksGpos(anna.id)).toBeGreaterThan(after);
  });
});
