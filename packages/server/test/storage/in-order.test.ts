import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommittedBatch, DomainEvent } from '../../src/core/events.ts';
import { InOrder } from '../../src/storage/postgres/in-order.ts';
import { makeConversation, makeUser } from '../support/rows.ts';

/** A batch whose events stand at these positions of their conversations. */
function batch(gpos: number, ...places: [conversationId: string, pos: number][]): CommittedBatch {
  const events = places.map(
    ([id, lastPos]): DomainEvent => ({
      type: 'conversation.updated',
      conversation: makeConversation({ id, lastPos }),
      actorId: 'anna',
    }),
  );
  return { gpos, events };
}

function listen(): { order: InOrder; told: number[] } {
  const told: number[] = [];
  return { order: new InOrder(({ gpos }) => told.push(gpos)), told };
}

test('a batch that arrives early waits for the one before it', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]));
  order.add(batch(3, ['a', 3]));
  order.add(batch(4, ['a', 4]));
  expect(told).toEqual([1]);
  order.add(batch(2, ['a', 2]));
  expect(told).toEqual([1, 2, 3, 4]);
});

test('conversations do not wait for each other, and account events for nobody', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]));
  order.add(batch(3, ['a', 3]));
  order.add(batch(4, ['b', 7]));
  order.add({ gpos: 5, events: [{ type: 'account.updated', user: makeUser() }] });
  expect(told).toEqual([1, 4, 5]);
  order.flush();
  expect(told).toEqual([1, 4, 5, 3]);
});

test('a batch over two conversations waits for both', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1], ['b', 1]));
  order.add(batch(4, ['a', 2], ['b', 3]));
  expect(told).toEqual([1]);
  order.add(batch(2, ['b', 2]));
  expect(told).toEqual([1, 2, 4]);
});

test('several changes of one conversation in one batch pass together', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]));
  order.add(batch(2, ['a', 2], ['a', 3]));
  order.add(batch(3, ['a', 4]));
  expect(told).toEqual([1, 2, 3]);
});

test('a number that another process took is waited for only a moment', async () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]));
  order.add(batch(3, ['a', 3]));
  expect(told).toEqual([1]);
  await expect.poll(() => told, { timeout: 2_000, interval: 5 }).toEqual([1, 3]);
});

test('whatever the order of arrival, each batch is told once and each conversation in its order', () => {
  const arrival = fc
    .integer({ min: 1, max: 12 })
    .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));
  fc.assert(
    fc.property(arrival, arrival, (first, second) => {
      const { order, told } = listen();
      order.add(batch(1000, ['a', 1], ['b', 1]));
      for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
        if (first[index] !== undefined) order.add(batch(first[index]! + 2, ['a', first[index]! + 2]));
        if (second[index] !== undefined) order.add(batch(second[index]! + 102, ['b', second[index]! + 2]));
      }
      order.flush();
      const ofFirst = told.filter((gpos) => gpos < 100);
      const ofSecond = told.filter((gpos) => gpos > 100 && gpos < 1000);
      expect(ofFirst).toEqual(first.toSorted((one, other) => one - other).map((pos) => pos + 2));
      expect(ofSecond).toEqual(second.toSorted((one, other) => one - other).map((pos) => pos + 102));
      expect(told).toHaveLength(1 + first.length + second.length);
    }),
  );
});
