import { expect, it } from 'vitest';
import { delayBeforeRetry } from '../src/backoff.ts';

it('waits longer with every failure, up to half a minute, and spreads over all of it', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => delayBeforeRetry(attempt, () => 0.999999));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(delayBeforeRetry(9, () => 0)).toBe(0);
});

it('waits as long as the server asks, never less', () => {
  expect(delayBeforeRetry(0, () => 0, 7000)).toBe(7000);
  expect(delayBeforeRetry(9, () => 0.5, 7000)).toBe(7350);
  expect(delayBeforeRetry(5, () => 0.9, 0)).toBe(0);
});
