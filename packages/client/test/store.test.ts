import { expect, it } from 'vitest';
import { DerivedStore, sameItems, ValueStore } from '../src/store.ts';

const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));

it('tells a change once, after the turn, and nothing when the value came back', async () => {
  const store = new ValueStore(1);
  const heard: number[] = [];
  const end = store.subscribe((value) => heard.push(value));
  store.set(2);
  store.set(3);
  expect(store.get()).toBe(3);
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual([3]);
  store.set(4);
  store.set(3);
  await turn();
  expect(heard).toEqual([3]);
  end();
  store.set(5);
  await turn();
  expect(heard).toEqual([3]);
});

it('derives a value that stays the same object while nothing in it changed', async () => {
  const source = new ValueStore<readonly number[]>([1, 2, 3]);
  const even = new DerivedStore([source], () => source.get().filter((item) => item % 2 === 0), sameItems);
  const heard: (readonly number[])[] = [];
  even.subscribe((value) => heard.push(value));
  const before = even.get();
  source.set([2, 5]);
  await turn();
  expect(even.get()).toBe(before);
  expect(heard).toEqual([]);
  source.set([2, 4]);
  expect(even.get()).toEqual([2, 4]);
  await turn();
  expect(heard).toEqual([[2, 4]]);
});
