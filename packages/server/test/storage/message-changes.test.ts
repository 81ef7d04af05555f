import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../src/core/messages/message.ts';
import type { Store } from '../../src/core/store.ts';
import { openDatabase } from '../../src/storage/sqlite/driver.ts';
import { insertGroup, insertMessage, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase, describeOnSqlite } from '../support/stores.ts';

const anna = makeUser({ id: 'anna' });

/** What happens in one transaction: messages sent, changed (which one, as a share of those there are), and other changes. */
type Step = 'send' | 'other' | number;
const history = fc.array(
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant<Step>('send') },
      { weight: 1, arbitrary: fc.constant<Step>('other') },
      { weight: 2, arbitrary: fc.double({ min: 0, max: 0.999, noNaN: true }) as fc.Arbitrary<Step> },
    ),
    { minLength: 1, maxLength: 8 },
  ),
  { minLength: 1, maxLength: 10 },
);

/** Plays it in a new conversation; returns its id and the gpos at which each message was sent. */
async function play(store: Store, works: readonly (readonly Step[])[]) {
  const { id } = await insertGroup(store, [anna.id]);
  const sent: Message[] = [];
  for (const steps of works) {
    await store.transaction(async (tx) => {
      for (const step of steps) {
        if (step === 'send') sent.push(await insertMessage(tx, id, anna, `message ${sent.length}`));
        else {
          const { lastPos = 0 } = (await tx.conversations.advance(id, { seq: false, at: 0 })) ?? {};
          const message = step === 'other' ? undefined : sent[Math.floor(step * sent.length)];
          if (message !== undefined) await tx.messages.update(message.id, { pos: lastPos, replyCount: 1 });
        }
      }
    });
  }
  return { id, sent };
}

/** Asks after every position there is, and compares with a look at all messages. */
async function expectFound(store: Store, id: string, sentGpos: ReadonlyMap<string, number>): Promise<void> {
  const all = await store.messages.listAfter(id, 0, 1000);
  const byPos = all.toSorted((one, other) => one.pos - other.pos);
  for (const bound of [0, ...byPos.map(({ pos }) => pos), 1e9]) {
    for (const limit of [1, 3, 1000]) {
      const expected = byPos.filter(({ pos }) => pos > bound).slice(0, limit);
      expect(await store.messages.changedAfterPos(id, bound, limit)).toEqual(expected);
    }
  }
  for (const bound of [0, ...all.map(({ gpos }) => gpos), 1e9]) {
    const later = byPos.filter(({ gpos }) => gpos > bound);
    expect(await store.messages.changedAfterGpos(id, bound, 1000)).toEqual(later);
    const few = await store.messages.changedAfterGpos(id, bound, 2);
    const least = later.map(({ gpos }) => gpos).sort((one, other) => one - other);
    expect(few.map(({ gpos }) => gpos).sort((one, other) => one - other)).toEqual(least.slice(0, 2));
    const seqs = all.filter((message) => (sentGpos.get(message.id) ?? 0) <= bound).map(({ seq }) => seq);
    expect(await store.messages.lastSeqAtGpos(id, bound)).toBe(Math.max(0, ...seqs));
  }
}

describeOnEachDatabase('messages by their last change', (create) => {
  test('whatever was sent and changed, exactly what changed after a position is found', async () => {
    const store = await (await create()).open();
    await fc.assert(
      fc.asyncProperty(history, async (works) => {
        const { id, sent } = await play(store, works);
        await expectFound(store, id, new Map(sent.map((message) => [message.id, message.gpos])));
      }),
      { numRuns: 8 },
    );
  });
});

describeOnSqlite('messages of a database from before sent positions', (create) => {
  test('are found by their last change as before', async () => {
    const database = await create();
    const earlier = await database.open();
    await earlier.transaction((tx) => tx.users.insert(anna));
    const works: Step[][] = [['send', 'send', 'other'], [0.1, 'send'], ['send', 0.6, 'other', 'send'], [0.9], ['send']];
    const { id, sent } = await play(earlier, works);
    await earlier.close();
    const file = openDatabase(join(database.folder, 'parlance.db'));
    file.exec(`drop index messages_changed_pos; drop index messages_changed_gpos;
      alter table messages drop column sent_pos;
      create index messages_pos on messages (conversation_id, pos);
      create index messages_gpos on messages (conversation_id, gpos);
      delete from meta where key = 'migration:012-sent-positions'`);
    file.close();
    const store = await database.open();
    await expectFound(store, id, new Map(sent.map((message) => [message.id, message.gpos])));
    await store.transaction(async (tx) => {
      await insertMessage(tx, id, anna, 'later');
    });
    expect(await store.messages.changedAfterPos(id, 0, 1000)).toHaveLength(sent.length + 1);
  });
});
