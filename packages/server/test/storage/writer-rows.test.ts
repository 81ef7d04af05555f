import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoreError } from '../../src/core/errors.ts';
import type { Reader, Store, Transaction } from '../../src/core/store.ts';
import { insertGroup, insertMessage, makeMember, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

const PEOPLE = ['ann', 'ben', 'cem'];

/** Everything that a writer may keep of these rows, read through a store or a transaction. */
async function look(reader: Reader | Transaction, rooms: readonly string[]) {
  const seen: unknown[] = [];
  for (const id of PEOPLE) seen.push(await reader.users.find(id));
  for (const room of rooms) {
    seen.push(await reader.conversations.find(room));
    for (const id of PEOPLE) {
      const own = await reader.conversations.findOwn(room, id);
      seen.push(await reader.conversations.findMember(room, id), own);
      if (own !== undefined) seen.push(await reader.conversations.mentionCount(own.member));
    }
  }
  for (const one of PEOPLE) for (const other of PEOPLE) seen.push(await reader.users.isBlockedEitherWay(one, other));
  return seen;
}

type Write = (tx: Transaction, rooms: readonly string[], at: number) => unknown;

/** Every way to write such a row, and some statements that read them by other ways. */
const writes: Record<string, Write> = {
  advance: (tx, [room = '']) => tx.conversations.advance(room, { seq: false, at: 0 }),
  send: async (tx, [room = ''], at) => {
    const message = await insertMessage(tx, room, makeUser({ id: 'ann' }), 'hello', { createdAt: at });
    await tx.conversations.markSent(room, 'ann', message.seq);
  },
  sendElsewhere: async (tx, [, room = ''], at) => {
    const message = await insertMessage(tx, room, makeUser({ id: 'ben' }), 'hello', { createdAt: at });
    await tx.conversations.markSent(room, 'ben', message.seq);
  },
  rename: (tx, [room = ''], at) => tx.conversations.update(room, { name: `Room ${at}`, pos: at }),
  read: (tx, [room = ''], at) =>
    tx.conversations.markRead({ conversationId: room, userId: 'ben' }, { seq: at, shown: undefined }),
  show: (tx, [room = ''], at) =>
    tx.conversations.markRead({ conversationId: room, userId: 'ben' }, { seq: at, shown: { pos: at } }),
  receive: (tx, [room = ''], at) =>
    tx.conversations.markDelivered({ conversationId: room, userId: 'ben' }, { seq: at, pos: at }),
  unread: (tx, [room = ''], at) => tx.conversations.updateMember(room, 'ben', { readSeq: at - 5, markedUnread: true }),
  put: (tx, [room = ''], at) => tx.conversations.putMember(makeMember(room, 'cem', { joinedAt: at })),
  leave: (tx, [room = ''], at) => tx.conversations.updateMember(room, 'cem', { state: 'left', pos: at }),
  mention: (tx, [room = ''], at) => tx.conversations.addMentions(room, at, ['ann', 'ben']),
  unmention: (tx, [room = ''], at) => tx.conversations.removeMentions(room, at - 1),
  profile: (tx, _rooms, at) => tx.users.update('ann', { displayName: `Ann ${at}` }),
  seen: (tx, _rooms, at) => tx.users.setLastSeen('ben', at),
  block: (tx, _rooms, at) => tx.users.setBlock('ann', 'ben', true, at),
  unblock: (tx, _rooms, at) => tx.users.setBlock('ann', 'ben', false, at),
  list: (tx) => tx.conversations.listOwn('ann', null, 10),
  changed: (tx) => tx.conversations.listChanged('ann', 0, null, 10),
  last: (tx, rooms) => tx.messages.lastOf(rooms),
};

async function openRooms(store: Store): Promise<string[]> {
  await store.transaction(async (tx) => {
    for (const id of PEOPLE) await tx.users.insert(makeUser({ id }));
  });
  const groups = [await insertGroup(store, PEOPLE), await insertGroup(store, PEOPLE)];
  return groups.map((group) => group.id);
}

describeOnEachDatabase('rows that a writer keeps', (create) => {
  test('whatever is written, a transaction reads what is stored', async () => {
    const store = await (await create()).open();
    const rooms = await openRooms(store);
    let at = 10;
    const names = fc.array(fc.constantFrom(...Object.keys(writes)), { minLength: 1, maxLength: 4 });
    const fails = fc.integer({ min: 0, max: 5 }).map((number) => number === 0);
    const work = fc.record({ names, fails, foreseen: fc.boolean() });
    const foresight = { conversationId: rooms[0] ?? '', userId: 'ben', clientId: null, countsMentions: true };
    await fc.assert(
      fc.asyncProperty(fc.array(work, { minLength: 1, maxLength: 4 }), async (works) => {
        const before = await look(store, rooms);
        let last: unknown[] = before;
        const run = async (
          tx: Transaction,
          { names: chosen, fails: isUndone }: { names: string[]; fails: boolean },
        ) => {
          for (const name of chosen) {
            at += 1;
            await writes[name]?.(tx, rooms, at);
            last = await look(tx, rooms);
          }
          if (isUndone) throw new CoreError('conflict', 'undone');
        };
        const outcomes = await Promise.allSettled(
          works.map((one) => store.transaction((tx) => run(tx, one), one.foreseen ? foresight : undefined)),
        );
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(works.map((one) => one.fails));
        const stored = await look(store, rooms);
        expect(await store.transaction((tx) => look(tx, rooms))).toEqual(stored);
        if (works.every((one) => one.fails)) expect(stored).toEqual(before);
        else if (works.length === 1) expect(last).toEqual(stored);
      }),
      { numRuns: 20 },
    );
  });

  test('a list read in a transaction shows what the same transaction has sent', async () => {
    const store = await (await create()).open();
    const rooms = await openRooms(store);
    await store.transaction(async (tx) => {
      await writes['send']?.(tx, rooms, 50);
      await writes['send']?.(tx, rooms, 60);
      const own = await tx.conversations.listOwn('ann', null, 10);
      const changed = own.find(({ conversation }) => conversation.id === rooms[0]);
      expect(changed?.conversation).toMatchObject({ lastSeq: 2, lastPos: 2, activeAt: 1_000 });
      expect(changed?.member).toMatchObject({ readSeq: 2, deliveredSeq: 2 });
    });
    expect(await store.conversations.findOwn(rooms[0] ?? '', 'ann')).toMatchObject({
      conversation: { lastSeq: 2, lastPos: 2 },
      member: { readSeq: 2 },
    });
  });
});
