import { expect, test } from 'vitest';
import type { Message } from '../../src/core/messages/message.ts';
import type { Store } from '../../src/core/store.ts';
import type { User } from '../../src/core/users/user.ts';
import { MOST_SCOPED } from '../../src/storage/sql/search-conditions.ts';
import { insertGroup, makeConversation, makeMember, makeUser, send } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { search, texts } from './support.ts';

const anna = makeUser({ userName: 'anna', displayName: 'Anna' });
const bob = makeUser({ userName: 'bob', displayName: 'Bob' });
const at = { createdAt: Date.parse('2026-01-01') };

async function insertPeople(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    for (const user of [anna, bob]) await tx.users.insert(user);
  });
}

/** All that a search gives, page after page, and how many pages it took. */
async function leafThrough(
  store: Store,
  person: User,
  query: string,
): Promise<{ found: (string | undefined)[]; pages: number }> {
  const found: (string | undefined)[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await search(store, person, query, { limit: 4, cursor });
    found.push(...page.hits.map(({ message }) => message.content?.text));
    cursor = page.nextCursor ?? undefined;
    pages += 1;
  } while (cursor !== undefined);
  return { found, pages };
}

describeOnEachDatabase('a search among more than it looks at in one go', (create) => {
  test('finds everything once by going on, and the newest first where nothing is ranked', async () => {
    const store = await (await create()).open({ searchLooksAt: 7 });
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id, bob.id]);
    const sent: Message[] = [];
    for (let index = 0; index < 60; index += 1) {
      sent.push(await send(store, group.id, anna, index % 4 === 0 ? `snowfall ${index}` : `falls ${index}`, at));
    }
    const [third] = sent.slice(3);
    await store.transaction((tx) => tx.messages.update(third!.id, { pinnedAt: 1, pinnedBy: anna.id }));
    const newest = sent.map(({ content }) => content?.text).toReversed();
    const snow = newest.filter((text) => text?.startsWith('snow'));
    const falls = newest.filter((text) => text?.startsWith('falls'));
    const inOrder: [string, (string | undefined)[]][] = [
      ['is:unread', newest],
      ['-is:unread', []],
      ['-falls', snow],
      ['has:pin', ['falls 3']],
      ['falls has:pin', ['falls 3']],
      ['alls has:pin', ['falls 3']],
      ['fa has:pin', ['falls 3']],
      ['snow has:pin', []],
      ['fall from:bob', []],
    ];
    for (const [query, expected] of inOrder)
      expect((await leafThrough(store, anna, query)).found, query).toEqual(expected);
    const inAnyOrder: [string, (string | undefined)[]][] = [
      ['falls', falls],
      ['fall', newest],
      ['fa', falls],
      ['nowf', snow],
      ['nowf -"snowfall 8"', snow.filter((text) => text !== 'snowfall 8')],
      ['owf sn', snow],
    ];
    for (const [query, expected] of inAnyOrder) {
      expect((await leafThrough(store, anna, query)).found.sort(), query).toEqual(expected.toSorted());
    }
    // Looked at seven by seven, where one go would find the only one there is at once.
    expect((await leafThrough(store, anna, 'has:pin')).pages).toBeGreaterThan(1);
    expect(await search(store, anna, 'has:pin')).toMatchObject({ hits: [], nextCursor: expect.any(String) });
  });

  test('is not kept from what it may find by what others write elsewhere', async () => {
    const store = await (await create()).open({ searchLooksAt: 7 });
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id, bob.id]);
    const elsewhere = await insertGroup(store, [bob.id], { name: 'Elsewhere' });
    await send(store, group.id, anna, { type: 'image', mediaId: 'm', text: 'fall in a picture' }, at);
    for (let index = 0; index < 60; index += 1) await send(store, elsewhere.id, bob, `fall ${index}`, at);
    const queries = [
      'fall',
      'fal',
      'fa',
      'all',
      'pictur',
      '"in a"',
      'a ict',
      'from:me',
      'fall from:me',
      'in:Group',
      'has:image',
      'after:2000',
    ];
    for (const query of queries) expect(await texts(store, anna, query), query).toEqual(['fall in a picture']);
    expect(await texts(store, bob, `fall in:${group.id}`)).toEqual(['fall in a picture']);
    for (const query of ['fallen', 'falls', 'a ll', '"fall a"', 'ict -fall']) {
      expect(await search(store, anna, query), query).toEqual({ hits: [], nextCursor: null });
    }
    expect((await leafThrough(store, bob, 'fall from:anna')).found).toEqual(['fall in a picture']);
    for (const query of ['fall from:bob', 'from:bob', `fall in:${elsewhere.id}`]) {
      expect(await search(store, anna, query), query).toEqual({ hits: [], nextCursor: null });
    }
  });

  test('in more conversations than an index is asked for finds what is in them, and nothing else', async () => {
    const store = await (await create()).open({ searchLooksAt: 500 });
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id, bob.id]);
    const elsewhere = await insertGroup(store, [bob.id]);
    for (let index = 0; index < MOST_SCOPED; index += 100) {
      await store.transaction(async (tx) => {
        for (let one = 0; one < 100; one += 1) {
          const conversation = makeConversation();
          await tx.conversations.insert(conversation);
          await tx.conversations.putMember(makeMember(conversation.id, anna.id));
        }
      });
    }
    await send(store, group.id, anna, 'fall here', at);
    await send(store, elsewhere.id, bob, 'fall elsewhere', at);
    for (const query of ['fall', 'fal', 'fa', 'all', 'after:2000']) {
      expect(await texts(store, anna, query), query).toEqual(['fall here']);
    }
  });
});
