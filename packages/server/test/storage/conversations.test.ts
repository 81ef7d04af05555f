import { expect, test } from 'vitest';
import type { Conversation } from '../../src/core/conversations/conversation.ts';
import { CoreError } from '../../src/core/errors.ts';
import { insertGroup, makeConversation, makeMember, makeUser, send, settledFrontier } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the conversation store', (create) => {
  test('keeps every field and finds by id, slug and direct key', async () => {
    const store = await (await create()).open();
    const room = makeConversation({
      kind: 'room',
      name: 'Ünïcode',
      slug: 'unicode',
      topic: 'topic',
      avatarUrl: '/r.png',
      directKey: 'a:b',
      createdBy: 'anna',
      archivedAt: 7,
      memberCount: 3,
      pos: 2,
      lastPos: 5,
      lastSeq: 4,
      activeAt: 9,
    });
    const gpos = await store.transaction(async (tx) => {
      await tx.conversations.insert(room);
      return tx.gpos;
    });
    const stored = { ...room, gpos };
    expect(await store.conversations.find(room.id)).toEqual(stored);
    expect(await store.conversations.findBySlug('unicode')).toEqual(stored);
    expect(await store.conversations.findByDirectKey('a:b')).toEqual(stored);
    expect(await store.conversations.findBySlug('absent')).toBeUndefined();
  });

  test('advancing takes the next numbers; only messages take a seq and make it active', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, []);
    const first = await store.transaction((tx) => tx.conversations.advance(group.id, { seq: true, at: 5_000 }));
    expect(first).toMatchObject({ lastPos: 1, lastSeq: 1, activeAt: 5_000 });
    const second = await store.transaction((tx) => tx.conversations.advance(group.id, { seq: false, at: 6_000 }));
    expect(second).toMatchObject({ lastPos: 2, lastSeq: 1, activeAt: 5_000 });
    const third = await store.transaction((tx) => tx.conversations.advance(group.id, { seq: true, at: 4_000 }));
    expect(third).toMatchObject({ lastPos: 3, lastSeq: 2, activeAt: 5_000 });
    expect(second!.gpos).toBeGreaterThan(first!.gpos);
    expect(await store.transaction((tx) => tx.conversations.advance('absent', { seq: true, at: 1 }))).toBeUndefined();
  });

  test('members are put, changed and counted by state', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, ['anna', 'bob']);
    const full = makeMember(group.id, 'anna', {
      role: 'owner',
      joinedAt: 3,
      pos: 4,
      readSeq: 5,
      shownReadSeq: 4,
      deliveredSeq: 6,
      markedUnread: true,
      mutedUntil: 7,
      translateTo: 'pt-BR',
      pinnedAt: 8,
      archivedAt: 9,
    });
    await store.transaction((tx) => tx.conversations.putMember(full));
    const stored = await store.conversations.findMember(group.id, 'anna');
    expect(stored).toEqual({ ...full, gpos: stored?.gpos });
    await store.transaction((tx) => tx.conversations.updateMember(group.id, 'bob', { state: 'removed', pos: 5 }));
    expect(await store.conversations.activeMemberIds(group.id)).toEqual(['anna']);
    expect(await store.conversations.membersOf([group.id])).toHaveLength(1);
    expect(await store.conversations.membersOf([])).toEqual([]);
    expect((await store.conversations.findOwn(group.id, 'bob'))?.member.state).toBe('removed');
    expect(await store.conversations.activeConversationIds('bob')).toEqual([]);
    expect(await store.conversations.translationChoices('anna')).toEqual(new Map([[group.id, 'pt-BR']]));
    await store.transaction((tx) => tx.conversations.updateMember(group.id, 'bob', { translateTo: 'de' }));
    expect(await store.conversations.translationChoices('bob'), 'of a conversation that was left').toEqual(new Map());
    expect(await store.conversations.findOwn(group.id, 'carl')).toBeUndefined();
    await store.transaction((tx) => tx.conversations.markSent(group.id, 'anna', 8));
    expect(await store.conversations.findMember(group.id, 'anna')).toMatchObject({
      readSeq: 8,
      deliveredSeq: 8,
      markedUnread: false,
    });
  });

  test('lists what is mine in pages, the last active first, and members in order of joining', async () => {
    const store = await (await create()).open();
    const groups: Conversation[] = [];
    for (const activeAt of [3_000, 5_000, 4_000, 4_000]) {
      groups.push(await insertGroup(store, ['anna'], { activeAt }));
    }
    const all = await store.conversations.listOwn('anna', null, 10);
    expect(all.map((own) => own.conversation.activeAt)).toEqual([5_000, 4_000, 4_000, 3_000]);
    const paged: string[] = [];
    for (let after = null, page = all; page.length > 0; ) {
      page = await store.conversations.listOwn('anna', after, 1);
      const last = page.at(-1)?.conversation;
      if (last === undefined) break;
      paged.push(last.id);
      after = { value: last.activeAt, id: last.id } as never;
    }
    expect(paged).toEqual(all.map((own) => own.conversation.id));
    const group = await insertGroup(store, []);
    await store.transaction(async (tx) => {
      for (const [userId, joinedAt] of [
        ['c', 1],
        ['a', 2],
        ['b', 2],
      ] as const) {
        await tx.conversations.putMember(makeMember(group.id, userId, { joinedAt }));
      }
    });
    const members = await store.conversations.listMembers(group.id, null, 2);
    expect(members.map((member) => member.userId)).toEqual(['c', 'a']);
    const rest = await store.conversations.listMembers(group.id, { value: 2, id: 'a' }, 2);
    expect(rest.map((member) => member.userId)).toEqual(['b']);
  });

  test('rooms are listed by name, found literally, and archived ones are not', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      for (const name of ['beta', 'Alpha', '50% off', 'Übung', 'gone']) {
        await tx.conversations.insert(
          makeConversation({ kind: 'room', name, slug: name, archivedAt: name === 'gone' ? 1 : null }),
        );
      }
      await tx.conversations.insert(makeConversation({ kind: 'group', name: 'alphabet' }));
    });
    const names = async (query: string | null) =>
      (await store.conversations.listRooms(query, null, 10)).map((room) => room.name);
    expect(await names(null)).toEqual(['50% off', 'Alpha', 'beta', 'Übung']);
    expect(await names('ALPH')).toEqual(['Alpha']);
    expect(await names('übu')).toEqual(['Übung']);
    expect(await names('%')).toEqual(['50% off']);
    const [first, second] = await store.conversations.listRooms(null, null, 2);
    const after = JSON.stringify([second!.name!.toLowerCase(), second!.id]);
    expect((await store.conversations.listRooms(null, after, 10)).map((room) => room.name)).toEqual(['beta', 'Übung']);
    expect(first!.name).toBe('50% off');
  });

  test('what changed after a position is listed in pages, ended memberships only by their end', async () => {
    const store = await (await create()).open();
    const anna = makeUser();
    const groups: Conversation[] = [];
    for (let index = 0; index < 6; index += 1) groups.push(await insertGroup(store, [anna.id]));
    const since = await settledFrontier(store);
    expect(await store.conversations.listChanged(anna.id, since, null, 10)).toEqual([]);
    for (const index of [4, 1, 3]) await send(store, groups[index]!.id, anna, 'news');
    await store.transaction((tx) => tx.conversations.updateMember(groups[0]!.id, anna.id, { state: 'left' }));
    const leftAt = (await store.conversations.findMember(groups[0]!.id, anna.id))!.gpos;
    await send(store, groups[0]!.id, anna, 'after the end');
    await store.transaction((tx) => tx.conversations.updateMember(groups[5]!.id, anna.id, { mutedUntil: 1 }));
    const expected = [4, 1, 3, 0, 5].map((index) => groups[index]!.id);
    const paged: string[] = [];
    for (let after: { value: number; id: string } | null = null; ; ) {
      const [own] = await store.conversations.listChanged(anna.id, since, after, 1);
      if (own === undefined) break;
      paged.push(own.conversation.id);
      const { conversation, member } = own;
      const value = member.state === 'active' ? Math.max(conversation.gpos, member.gpos) : member.gpos;
      after = { value, id: conversation.id };
    }
    expect(paged).toEqual(expected);
    expect(await store.conversations.listChanged(anna.id, leftAt, null, 10)).toHaveLength(1);
  });

  test('changed members are listed in pos order', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, ['anna']);
    const since = await settledFrontier(store);
    await store.transaction(async (tx) => {
      for (const [userId, pos] of [
        ['b', 3],
        ['c', 1],
        ['d', 2],
      ] as const) {
        await tx.conversations.putMember(makeMember(group.id, userId, { pos }));
      }
    });
    const ids = (members: { userId: string }[]) => members.map((member) => member.userId);
    expect(ids(await store.conversations.membersChangedAfterPos(group.id, 1, 10))).toEqual(['d', 'b']);
    expect(ids(await store.conversations.membersChangedAfterGpos(group.id, since, 10))).toEqual(['c', 'd', 'b']);
  });

  test('what awaits somebody: in small conversations, changed since, not left, and not delivered', async () => {
    const store = await (await create()).open();
    const counts = { lastSeq: 3, lastPos: 3 };
    const direct = await insertGroup(store, ['anna'], counts);
    const received = await insertGroup(store, ['anna'], counts);
    const left = await insertGroup(store, ['anna'], counts);
    await insertGroup(store, ['anna'], { ...counts, memberCount: 51 });
    await insertGroup(store, ['bob'], counts);
    await store.transaction(async (tx) => {
      await tx.conversations.markDelivered({ conversationId: direct.id, userId: 'anna' }, { seq: 2, pos: 1 });
      await tx.conversations.markDelivered({ conversationId: received.id, userId: 'anna' }, { seq: 3, pos: 1 });
      await tx.conversations.updateMember(left.id, 'anna', { state: 'left' });
    });
    const [only, ...others] = await store.conversations.listAwaiting('anna', 0, 10);
    expect(others).toEqual([]);
    expect(only).toEqual({ id: direct.id, lastSeq: 3, deliveredSeq: 2, gpos: only?.gpos });
    expect(await store.conversations.listAwaiting('anna', only?.gpos ?? 0, 10)).toEqual([]);
    const late = await store.transaction((tx) => tx.conversations.advance(direct.id, { seq: true, at: 2_000 }));
    expect(await store.conversations.listAwaiting('anna', only?.gpos ?? 0, 10)).toEqual([
      { id: direct.id, lastSeq: 4, deliveredSeq: 2, gpos: late?.gpos },
    ]);
    const more = await Promise.all([insertGroup(store, ['anna'], counts), insertGroup(store, ['anna'], counts)]);
    expect(await store.conversations.listAwaiting('anna', 0, 2)).toHaveLength(2);
    expect(await store.conversations.listAwaiting('anna', 0, 10)).toHaveLength(1 + more.length);
  });

  test('a read mark never goes back, and says whether others see it', async () => {
    const store = await (await create()).open();
    const place = { conversationId: (await insertGroup(store, ['anna'])).id, userId: 'anna' };
    const mark = async (seq: number, shown?: { pos: number }) => {
      await store.transaction((tx) => tx.conversations.markRead(place, { seq, shown }));
      return store.conversations.findMember(place.conversationId, 'anna');
    };
    expect(await mark(5)).toMatchObject({ readSeq: 5, deliveredSeq: 5, shownReadSeq: 0, pos: 0 });
    expect(await mark(4, { pos: 2 })).toMatchObject({ readSeq: 5, deliveredSeq: 5, shownReadSeq: 4, pos: 2 });
    await store.transaction((tx) =>
      tx.conversations.updateMember(place.conversationId, 'anna', { markedUnread: true }),
    );
    expect(await mark(6, { pos: 3 })).toMatchObject({ readSeq: 6, shownReadSeq: 6, pos: 3, markedUnread: false });
  });

  test('mentions count those after the read mark, and go with the message', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, ['anna', 'bob']);
    const quiet = await insertGroup(store, ['anna']);
    await store.transaction(async (tx) => {
      await tx.conversations.addMentions(group.id, 1, ['anna', 'bob']);
      await tx.conversations.addMentions(group.id, 1, ['anna']);
      await tx.conversations.addMentions(group.id, 2, ['anna']);
      await tx.conversations.addMentions(group.id, 3, ['anna']);
      await tx.conversations.updateMember(group.id, 'anna', { readSeq: 1 });
    });
    const count = async () => (await store.conversations.mentionCounts('anna', [group.id, quiet.id])).get(group.id);
    expect(await count()).toBe(2);
    await store.transaction((tx) => tx.conversations.removeMentions(group.id, 2));
    expect(await count()).toBe(1);
    expect(await store.conversations.mentionCounts('anna', [])).toEqual(new Map());
  });

  test('an invite with one use left lets one of many in', async () => {
    const store = await (await create()).open();
    const invite = { code: 'code', conversationId: 'c', createdBy: 'anna', expiresAt: 5_000, usesLeft: 1 };
    await store.transaction((tx) => tx.conversations.insertInvite(invite));
    expect(await store.transaction((tx) => tx.conversations.useInvite('code', 5_000))).toBeUndefined();
    const uses = await Promise.all(
      Array.from({ length: 8 }, () => store.transaction((tx) => tx.conversations.useInvite('code', 1_000))),
    );
    expect(uses.filter((used) => used !== undefined)).toEqual([{ ...invite, usesLeft: 0 }]);
    await store.transaction((tx) => tx.conversations.insertInvite({ ...invite, code: 'open', usesLeft: null }));
    for (let use = 0; use < 3; use += 1) {
      const used = await store.transaction((tx) => tx.conversations.useInvite('open', 1_000));
      expect(used?.usesLeft).toBeNull();
    }
  });

  test('an invite that was used by work which then refuses keeps its use', async () => {
    const store = await (await create()).open();
    const invite = { code: 'code', conversationId: 'c', createdBy: 'anna', expiresAt: 5_000, usesLeft: 1 };
    await store.transaction((tx) => tx.conversations.insertInvite(invite));
    await expect(
      store.transaction(async (tx) => {
        await tx.conversations.useInvite('code', 1_000);
        throw new CoreError('forbidden', 'no');
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await store.transaction((tx) => tx.conversations.useInvite('code', 1_000))).toBeDefined();
  });
});
