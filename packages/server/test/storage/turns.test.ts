import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Turns } from '../../src/storage/sqlite/turns.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** A queue of items named after their key and their place under it: a1 a2 b1. */
function queueOf(items: string): Turns<string> {
  const turns = new Turns<string>();
  for (const item of items.split(' ')) turns.add(item.charAt(0), item);
  return turns;
}

const take = (turns: Turns<string>, most: number, share = NO_LIMIT) => turns.take(most, share).join(' ');

describe('turns between keys', () => {
  test('what fits is taken whole, in the order in which it came', () => {
    const turns = queueOf('a1 b1 a2 c1 b2 a3');
    expect(take(turns, 6)).toBe('a1 b1 a2 c1 b2 a3');
    expect(turns.size).toBe(0);
    expect(take(turns, 6)).toBe('');
  });

  test('of what does not fit every key has its part, however much waits under another', () => {
    const turns = queueOf('a1 a2 a3 a4 a5 a6 a7 a8 b1 c1 c2');
    expect(take(turns, 5)).toBe('a1 a2 b1 c1 c2');
    expect(take(turns, 5)).toBe('a3 a4 a5 a6 a7');
    expect(turns.size).toBe(1);
    turns.add('d', 'd1');
    expect(take(turns, 5)).toBe('a8 d1');
  });

  test('where there are more keys than places, those without one are next', () => {
    const turns = queueOf('a1 a2 b1 b2 c1 c2 d1 d2');
    expect(take(turns, 3)).toBe('a1 b1 c1');
    expect(take(turns, 3)).toBe('a2 b2 d1');
    expect(take(turns, 3)).toBe('c2 d2');
  });

  test('no key has more than its share of one batch', () => {
    const turns = queueOf('a1 a2 a3 a4 b1');
    expect(take(turns, 10, 2)).toBe('a1 a2 b1');
    turns.add('c', 'c1');
    expect(take(turns, 10, 2)).toBe('a3 a4 c1');
    expect(turns.size).toBe(0);
  });

  test('everything can be taken at once', () => {
    const turns = queueOf('a1 a2 b1');
    turns.take(1, 1);
    expect(turns.takeAll()).toEqual(['a2', 'b1']);
    expect(turns.size).toBe(0);
  });

  test('whatever comes and is taken: nothing is lost or doubled, each key keeps its order, and none waits longer than its turn', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 5 }), many: fc.integer({ min: 1, max: 1500 }) }),
      fc.record({ most: fc.integer({ min: 1, max: 600 }), share: fc.integer({ min: 1, max: 600 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const turns = new Turns<{ key: number; place: number }>();
        const added = [0, 0, 0, 0, 0, 0];
        const taken = [0, 0, 0, 0, 0, 0];
        const check = (batch: { key: number; place: number }[]) => {
          // Said once for all: some hundred thousand items are looked at.
          const wrong = batch.filter(({ key, place }) => {
            const isNext = place === taken[key];
            taken[key] = place + 1;
            return !isNext;
          });
          expect(wrong).toEqual([]);
        };
        for (const one of steps) {
          if ('add' in one) {
            for (let count = 0; count < one.many; count += 1) {
              turns.add(String(one.add), { key: one.add, place: added[one.add]! });
              added[one.add]! += 1;
            }
            continue;
          }
          const waiting = added.filter((count, key) => count > taken[key]!).length;
          const batch = turns.take(one.most, one.share);
          expect(batch.length).toBeLessThanOrEqual(one.most);
          expect(new Set(batch.map(({ key }) => key)).size).toBe(Math.min(waiting, one.most));
          check(batch);
        }
        expect(turns.size).toBe(added.reduce((sum, count, key) => sum + count - taken[key]!, 0));
        check(turns.takeAll());
        expect(taken).toEqual(added);
      }),
    );
  });
});
