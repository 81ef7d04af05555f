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
  order.add(batch(1, ['a', 1]), true);
  order.add(batch(3, ['a', 3]), true);
  order.add(batch(4, ['a', 4]), true);
  expect(told).toEqual([1]);
  order.add(batch(2, ['a', 2]), true);
  expect(told).toEqual([1, 2, 3, 4]);
});

test('conversations do not wait for each other, and account events for nobody', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]), true);
  order.add(batch(3, ['a', 3]), true);
  order.add(batch(4, ['b', 7]), true);
  order.add({ gpos: 5, events: [{ type: 'account.updated', user: makeUser() }] }, true);
  expect(told).toEqual([1, 4, 5]);
  order.flush();
  expect(told).toEqual([1, 4, 5, 3]);
});

test('a batch over two conversations waits for both', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1], ['b', 1]), true);
  order.add(batch(4, ['a', 2], ['b', 3]), true);
  expect(told).toEqual([1]);
  order.add(batch(2, ['b', 2]), true);
  expect(told).toEqual([1, 2, 4]);
});

test('several changes of one conversation in one batch pass together', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]), true);
  order.add(batch(2, ['a', 2], ['a', 3]), true);
  order.add(batch(3, ['a', 4]), true);
  expect(told).toEqual([1, 2, 3]);
});

test('a number that another process took is told once the database was looked at', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]), false);
  order.add(batch(3, ['a', 3]), false);
  const due = [...order.held];
  // Comes while the database is asked, and may wait for what the next look brings.
  order.add(batch(6, ['a', 6]), false);
  expect(told).toEqual([1]);
  order.settle([batch(2, ['a', 2])], due);
  expect(told).toEqual([1, 2, 3]);
  order.add(batch(4, ['a', 4]), false);
  order.settle([batch(5, ['a', 5])], [...order.held]);
  expect(told).toEqual([1, 2, 3, 4, 5, 6]);
});

test('with other processes a conversation of which nothing was told waits for a look, unless it begins', () => {
  const { order, told } = listen();
  order.add(batch(7, ['a', 5]), false);
  order.add(batch(8, ['b', 1]), false);
  expect(told).toEqual([8]);
  order.settle([batch(6, ['a', 4])], [...order.held]);
  expect(told).toEqual([8, 6, 7]);
});

test('what a look finds is told in the order of commits, which is not that of transactions', () => {
  const { order, told } = listen();
  order.settle(
    [
      { ...batch(10, ['a', 3]), order: 2 },
      { ...batch(11, ['a', 2]), order: 1 },
    ],
    [],
  );
  expect(told).toEqual([11, 10]);
});

test('what the bus brought while the database was asked, and the database as well, is told once', () => {
  const { order, told } = listen();
  order.add(batch(1, ['a', 1]), false);
  const due = [...order.held];
  order.add(batch(3, ['a', 3]), false);
  order.settle([batch(2, ['a', 2]), batch(3, ['a', 3])], due);
  expect(told).toEqual([1, 2, 3]);
  expect(order.held).toEqual([]);
});

test('whatever the order of arrival, each batch is told once and each conversation in its order', () => {
  const arrival = fc
    .integer({ min: 1, max: 12 })
    .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));
  fc.assert(
    fc.property(arrival, arrival, (first, second) => {
      const { order, told } = listen();
      order.add(batch(1000, ['a', 1], ['b', 1]), true);
      for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
        if (first[index] !== undefined) order.add(batch(first[index]! + 2, ['a', first[index]! + 2]), true);
        if (second[index] !== undefined) order.add(batch(second[index]! + 102, ['b', second[index]! + 2]), true);
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
