import { expect, test } from 'vitest';
import { EventOrder } from '../../src/dialects/event-order.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the next begins at the end of the one before, and at once where nothing is under way', async () => {
  const order = new EventOrder();
  const seen: string[] = [];
  let end: () => void = () => undefined;
  order.add(async () => {
    seen.push('first');
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    seen.push('first ends');
  });
  order.add(async () => void seen.push('second'));
  await turn();
  expect(seen).toEqual(['first']);
  end();
  await turn();
  expect(seen).toEqual(['first', 'first ends', 'second']);
  order.add(async () => void seen.push('third'));
  expect(seen.at(-1)).toBe('third');
});

test('what was handed over lets the next begin, which can wait for the end of all before it', async () => {
  const order = new EventOrder();
  const seen: string[] = [];
  const ends: (() => void)[] = [];
  for (const name of ['first', 'second']) {
    order.add(async ({ handOver }) => {
      seen.push(name);
      handOver();
      await new Promise<void>((resolve) => {
        ends.push(resolve);
      });
      seen.push(`${name} ends`);
    });
  }
  order.add(async ({ earlier }) => {
    seen.push('third');
    await earlier;
    seen.push('third goes on');
  });
  await turn();
  expect(seen).toEqual(['first', 'second', 'third']);
  ends[0]?.();
  await turn();
  expect(seen.slice(3)).toEqual(['first ends']);
  ends[1]?.();
  await turn();
  expect(seen.slice(4)).toEqual(['second ends', 'third goes on']);
});

test('however much is handed over, no more than 64 are under way', async () => {
  const order = new EventOrder();
  let underWay = 0;
  let most = 0;
  let finished = 0;
  const ends: (() => void)[] = [];
  for (let count = 0; count < 300; count += 1) {
    order.add(async ({ handOver }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      handOver();
      await new Promise<void>((resolve) => {
        ends.push(resolve);
      });
      underWay -= 1;
      finished += 1;
    });
  }
  while (finished < 300) {
    await turn();
    for (const end of ends.splice(0)) end();
  }
  expect(most).toBe(64);
});
