import { expect, test } from 'vitest';
import { PORTION, SearchPace } from '../../src/storage/sqlite/search-pace.ts';

/** A clock and a load that a test sets. */
function makePace() {
  const gauges = { time: 1_000_000, busy: 0 };
  const pace = new SearchPace({ now: () => gauges.time, utilization: () => gauges.busy });
  return { gauges, pace };
}

test('in the first seconds of a server the index does nothing by itself, then it follows a commit within one', () => {
  const { gauges, pace } = makePace();
  expect(pace.afterCommit()).toBe(5_000);
  gauges.time += 4_500;
  expect(pace.afterCommit()).toBe(1_000);
  gauges.time += 100_000;
  expect(pace.afterCommit()).toBe(1_000);
});

test('it rests as long as it works on a quiet server, and the longer the busier others are, up to a second', () => {
  const { gauges, pace } = makePace();
  const rests = [0, 0.1, 0.35, 0.6, 1].map((busy) => {
    gauges.busy = busy;
    return pace.afterPortion();
  });
  expect(rests).toEqual([PORTION, PORTION, 530, 1_000, 1_000]);
});
