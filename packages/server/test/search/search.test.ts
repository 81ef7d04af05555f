import { expect, test } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { RANKED } from '../../src/storage/sql/search.ts';
import { insertGroup, insertMessage, makeConversation, makeMember, makeUser, send } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';
import { change, search, snippets, texts } from './support.ts';

const anna = makeUser({ userName: 'anna', displayName: 'Anna Müller' });
const bob = makeUser({ userName: 'bob', displayName: 'Bob' });
const carl = makeUser({ userName: 'carl', displayName: 'Carl' });
const at = (text: string) => ({ createdAt: Date.parse(text) });

async function insertPeople(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    for (const user of [anna, bob, carl]) await tx.users.insert(user);
  });
}

describeOnEachDatabase('search', (create) => {
  test('finds words in every language, with or without the accents, and marks them', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const cases: [text: string, query: string, snippet: string][] = [
      ['The meeting is on Tuesday', 'TUESDAY', 'The meeting is on [Tuesday]'],
      ['Wir fahren über die Brücke', 'uber brucke', 'Wir fahren [über] die [Brücke]'],
      ['Die Straße ist größer', 'strasse', 'Die [Straße] ist größer'],
      ['Le café près de l’hôtel', 'hotel', 'Le café près de l’[hôtel]'],
      ['Съешь ещё этих мягких булок', 'еще', 'Съешь [ещё] этих мягких булок'],
      ['Ο Οδυσσεύς ταξιδεύει', 'ΟΔΥΣΣΕΥΣ', 'Ο [Οδυσσεύς] ταξιδεύει'],
      ['اللُّغَة العربية جميلة', 'اللغة', '[اللُّغَة] العربية جميلة'],
      ['שָׁלוֹם לכולם', 'שלום', '[שָׁלוֹם] לכולם'],
      ['我们明天在北京见面', '北京', '我们明天在[北京]见面'],
      ['東京タワーで会いましょう', 'タワー', '東京[タワー]で会いましょう'],
      ['내일 고등학교에서 만나요', '학교', '내일 고등[학교]에서 만나요'],
      ['พรุ่งนี้เจอกันที่ตลาด', 'ตลาด', 'พรุ่งนี้เจอกันที่[ตลาด]'],
      ['कल बाज़ार में मिलते हैं', 'मिलते', 'कल बाज़ार में [मिलते] हैं'],
      ['great 🎉 party', '🎉', 'great [🎉] party'],
    ];
    for (const [text] of cases) await send(store, group.id, anna, text);
    for (const [, query, snippet] of cases) expect(await snippets(store, anna, query)).toEqual([snippet]);
  });

  test('one character of a script without spaces is enough', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, '我爱猫');
    await send(store, group.id, anna, '我爱狗');
    expect(await texts(store, anna, '猫')).toEqual(['我爱猫']);
    expect(await texts(store, anna, '我 狗')).toEqual(['我爱狗']);
    expect(await texts(store, anna, '"爱猫"')).toEqual(['我爱猫']);
    expect(await texts(store, anna, '猫爱')).toEqual([]);
  });

  test('covers everything that was committed before, and follows edits and deletions', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const sent: Awaited<ReturnType<typeof send>>[] = [];
    // Not all at once: on PostgreSQL each waits for a connection, and gives up when that takes ten seconds.
    for (let from = 0; from < 1_200; from += 100) {
      const some = Array.from({ length: 100 }, (_, index) => send(store, group.id, anna, `number n${from + index}`));
      sent.push(...(await Promise.all(some)));
    }
    expect(await texts(store, anna, 'n1199')).toEqual(['number n1199']);
    await change(store, sent[7]!, 'lucky');
    await change(store, sent[8]!, null);
    expect(await texts(store, anna, '"n7"')).toEqual([]);
    expect(await texts(store, anna, '"n8"')).toEqual([]);
    expect(await texts(store, anna, 'luck')).toEqual(['lucky']);
    await change(store, sent[7]!, 'changed again');
    expect(await texts(store, anna, 'luck')).toEqual([]);
    expect(await texts(store, anna, 'again')).toEqual(['changed again']);
  });

  test('shows only what the searcher may see now', async () => {
    const store = await (await create()).open();
    const mine = await insertGroup(store, [anna.id, bob.id]);
    const others = await insertGroup(store, [bob.id]);
    const secret = await send(store, mine.id, bob, 'secret one');
    await send(store, others.id, bob, 'secret two');
    expect(await texts(store, anna, 'secret')).toEqual(['secret one']);
    expect(await texts(store, anna, `secret in:${others.id}`)).toEqual([]);
    expect(await texts(store, anna, 'secret', { conversationId: others.id })).toEqual([]);
    expect(await texts(store, anna, 'from:bob')).toEqual([]);
    expect(await texts(store, carl, 'secret')).toEqual([]);

    await store.transaction((tx) => tx.messages.hide(anna.id, secret, 1));
    expect(await texts(store, anna, 'secret')).toEqual([]);
    expect((await texts(store, bob, 'secret')).sort()).toEqual(['secret one', 'secret two']);

    await send(store, mine.id, bob, 'secret three');
    expect(await texts(store, anna, 'secret')).toEqual(['secret three']);
    for (const state of ['left', 'removed'] as const) {
      await store.transaction((tx) => tx.conversations.updateMember(mine.id, anna.id, { state }));
      expect(await texts(store, anna, 'secret')).toEqual([]);
      expect(await texts(store, anna, 'ecre')).toEqual([]);
      expect(await texts(store, anna, 'after:2000')).toEqual([]);
    }
  });

  test('takes everything typed literally', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'one fish two fish');
    const quoted = [
      '"',
      '""',
      "'",
      "fish'",
      '(',
      'fish)',
      '*',
      '^',
      '%',
      '_',
      'NEAR(',
      '!',
      '\\',
      ':',
      '{',
      "'; drop table messages",
    ];
    for (const query of [...quoted, 'f%', 'f_sh', 'f*h', 'one OR whale', 'fish AND NOT', 'fi\0sh', '\ud800']) {
      await expect(texts(store, anna, query)).resolves.toBeInstanceOf(Array);
    }
    for (const query of ['f%sh', 'f_sh', 'f*h', 'one OR whale', 'whale*', 'text:fish x']) {
      expect(await texts(store, anna, query)).toEqual([]);
    }
  });

  test('wants all words, whole phrases, and none of what is negated', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    for (const text of ['red apple', 'green apple', 'apple red', 'red reddish pear', 'user_name@host.example']) {
      await send(store, group.id, anna, text);
    }
    expect((await texts(store, anna, 'apple red')).sort()).toEqual(['apple red', 'red apple']);
    expect(await texts(store, anna, '"red apple"')).toEqual(['red apple']);
    expect(await texts(store, anna, '"red app"')).toEqual([]);
    expect((await texts(store, anna, 'apple -green')).sort()).toEqual(['apple red', 'red apple']);
    expect((await texts(store, anna, 'apple -"apple red"')).sort()).toEqual(['green apple', 'red apple']);
    expect(await texts(store, anna, 'red -apple')).toEqual(['red reddish pear']);
    expect((await texts(store, anna, 'apple -re')).sort()).toEqual(['apple red', 'green apple', 'red apple']);
    expect(await texts(store, anna, 'user_name@host')).toEqual(['user_name@host.example']);
    expect(await texts(store, anna, 'name@hos')).toEqual(['user_name@host.example']);
    expect(await texts(store, anna, '-apple -pear -host')).toEqual([]);
    expect(await texts(store, anna, '-apple')).toEqual(['user_name@host.example', 'red reddish pear']);
  });

  test('puts whole words before beginnings, these before what is inside words, and the newer first', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'am Hauptbahnhof', at('2026-11-01'));
    await send(store, group.id, anna, 'zwei Bahnhöfe', at('2026-10-01'));
    await send(store, group.id, anna, 'der Bahnhof alt', at('2024-01-01'));
    await send(store, group.id, anna, 'der Bahnhof neu', at('2026-12-01'));
    expect(await texts(store, anna, 'bahnhof')).toEqual([
      'der Bahnhof neu',
      'der Bahnhof alt',
      'zwei Bahnhöfe',
      'am Hauptbahnhof',
    ]);
    expect(await texts(store, anna, 'am bahnhof')).toEqual(['am Hauptbahnhof']);
    expect(await texts(store, anna, 'hnhof neu')).toEqual(['der Bahnhof neu']);
    expect(await texts(store, anna, 'ho')).toEqual([]);
    const { hits } = await search(store, anna, 'bahnhof');
    expect(hits.map(({ score }) => score > 0)).toEqual([true, true, true, false]);
  });

  test('of more matches than can be ranked the newest are looked at, however well an older one fits', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await store.transaction(async (tx) => {
      await insertMessage(tx, group.id, anna, 'common common common common');
      for (let index = 0; index < RANKED; index += 1) await insertMessage(tx, group.id, anna, `common as ${index}`);
    });
    for (const query of ['common', 'comm', 'co', 'ommo', '"common as"']) {
      const found = await texts(store, anna, query, { limit: 50 });
      expect(found).toHaveLength(50);
      expect(found).not.toContain('common common common common');
    }
    expect(await texts(store, anna, `"common as ${RANKED - 1}"`)).toEqual([`common as ${RANKED - 1}`]);
    expect(await texts(store, anna, 'common "as 7"')).toEqual(['common as 7']);
  });

  test('from: takes me, user names and display names; nobody found is no error', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const group = await insertGroup(store, [anna.id, bob.id, carl.id]);
    for (const user of [anna, bob, carl]) await send(store, group.id, user, `said by ${user.userName}`);
    expect(await texts(store, anna, 'said from:me')).toEqual(['said by anna']);
    expect(await texts(store, anna, 'from:@BOB')).toEqual(['said by bob']);
    expect(await texts(store, bob, 'from:"ANNA müller"')).toEqual(['said by anna']);
    expect(await texts(store, bob, `from:${carl.id}`)).toEqual(['said by carl']);
    expect((await texts(store, anna, 'from:bob from:carl')).sort()).toEqual(['said by bob', 'said by carl']);
    expect((await texts(store, anna, 'said -from:me')).sort()).toEqual(['said by bob', 'said by carl']);
    expect(await texts(store, anna, 'said from:nobody')).toEqual([]);
    expect(await texts(store, anna, 'said -from:nobody')).toHaveLength(3);
  });

  test('in: takes names, slugs and the other person of a direct conversation', async () => {
    const store = await (await create()).open();
    await insertPeople(store);
    const team = await insertGroup(store, [anna.id, bob.id], { name: 'Team Süd' });
    const room = await insertGroup(store, [anna.id, bob.id], { kind: 'room', name: 'Lobby', slug: 'lobby-1' });
    const key = anna.id < bob.id ? `${anna.id}:${bob.id}` : `${bob.id}:${anna.id}`;
    const direct = await insertGroup(store, [anna.id, bob.id], { kind: 'direct', name: null, directKey: key });
    for (const [group, text] of [
      [team, 'x team'],
      [room, 'x room'],
      [direct, 'x direct'],
    ] as const) {
      await send(store, group.id, bob, text);
    }
    expect(await texts(store, anna, 'x in:"team sud"')).toEqual(['x team']);
    expect(await texts(store, anna, 'x in:#lobby-1')).toEqual(['x room']);
    expect(await texts(store, anna, 'x in:lobby')).toEqual(['x room']);
    expect(await texts(store, anna, 'in:@bob')).toEqual(['x direct']);
    expect(await texts(store, anna, `in:${team.id}`)).toEqual(['x team']);
    expect((await texts(store, anna, 'x -in:lobby')).sort()).toEqual(['x direct', 'x team']);
    expect(await texts(store, anna, 'x in:nowhere')).toEqual([]);
    expect(await texts(store, anna, 'x', { conversationId: team.id })).toEqual(['x team']);
    expect(await texts(store, anna, 'x in:lobby', { conversationId: team.id })).toEqual([]);
  });

  test('before:, after:, has: and is:unread narrow, alone and together', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id, bob.id]);
    const plain = await send(store, group.id, bob, 'plain', at('2026-01-31T23:59:59Z'));
    const media = { mediaId: 'm', text: 'see this' };
    await send(store, group.id, bob, { type: 'image', ...media }, at('2026-02-01T00:00:00Z'));
    await send(store, group.id, bob, { type: 'file', ...media, text: 'a "type":"video" file' }, at('2026-02-02'));
    const link = await send(store, group.id, bob, 'look: HTTPS://example.org/x', at('2026-02-03'));
    await send(store, group.id, bob, 'https and http alone', at('2026-02-04'));
    await send(
      store,
      group.id,
      bob,
      { type: 'system', text: 'plain joined', event: 'member.joined' },
      at('2026-02-05'),
    );
    await store.transaction(async (tx) => {
      await tx.messages.update(plain.id, { reactions: [{ emoji: '👍', count: 1, userIds: [anna.id] }] });
      await tx.messages.update(link.id, { pinnedAt: 1, pinnedBy: anna.id });
      await tx.conversations.updateMember(group.id, anna.id, { readSeq: 4 });
    });
    expect(await texts(store, anna, 'before:2026-02-01')).toEqual(['plain']);
    expect(await texts(store, anna, 'after:2026-02-01 before:2026-02-02')).toEqual(['see this']);
    expect(await texts(store, anna, 'has:image')).toEqual(['see this']);
    expect(await texts(store, anna, 'has:file')).toEqual(['a "type":"video" file']);
    expect(await texts(store, anna, 'has:video')).toEqual([]);
    expect(await texts(store, anna, 'has:link')).toEqual([link.content?.text]);
    expect(await texts(store, anna, 'has:reaction')).toEqual(['plain']);
    expect(await texts(store, anna, 'has:pin has:link')).toEqual([link.content?.text]);
    expect(await texts(store, anna, 'has:pin has:reaction')).toEqual([]);
    expect(await texts(store, anna, '-has:link alone')).toEqual(['https and http alone']);
    expect(await texts(store, anna, 'is:unread https')).toEqual(['https and http alone']);
    expect(await texts(store, anna, '-is:unread see')).toEqual(['see this']);
    expect(await texts(store, anna, 'plain')).toEqual(['plain']);
  });

  test('pages give every hit once while more is sent, and a forged cursor is refused', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    for (let index = 0; index < 25; index += 1) {
      await send(store, group.id, anna, index % 5 === 0 ? `snowfall ${index}` : `fall ${index}`, at('2026-01-01'));
    }
    for (const query of ['fall', 'from:me']) {
      const seen: (string | undefined)[] = [];
      let cursor: string | undefined;
      do {
        const page = await search(store, anna, query, { limit: 10, cursor });
        seen.push(...page.hits.map(({ message }) => message.content?.text));
        cursor = page.nextCursor ?? undefined;
        await send(store, group.id, anna, 'fall later', at('2027-06-01'));
      } while (cursor !== undefined);
      expect(seen).toHaveLength(25);
      expect(new Set(seen).size).toBe(25);
    }
    for (const cursor of ['x', '-1.5', '1', '99999.1', '1.1; drop']) {
      await expect(search(store, anna, 'fall', { cursor })).rejects.toMatchObject({
        code: 'invalid_input',
        extras: { field: '/cursor' },
      });
    }
  });

  test('nothing to look for finds nothing', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    await send(store, group.id, anna, 'text');
    for (const query of ['', '  ', '!?', '""']) expect(await texts(store, anna, query)).toEqual([]);
  });

  test('a room with a thousand conversations beside it is found among them by name', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      for (let index = 0; index < 1_001; index += 1) {
        const conversation = makeConversation({ name: `Group ${index}`, activeAt: 1_000 + index });
        await tx.conversations.insert(conversation);
        await tx.conversations.putMember(makeMember(conversation.id, anna.id));
      }
    });
    const [oldest] = await store.conversations.listOwn(anna.id, { value: 1_001, id: '' }, 1);
    await send(store, oldest!.conversation.id, anna, 'needle', { createdAt: 1_000 });
    expect(await texts(store, anna, `in:"${oldest!.conversation.name}"`)).toEqual(['needle']);
  });
});
