import { describe, expect, test } from 'vitest';
import { Pace } from '../../src/storage/sqlite/pace.ts';

/** A pace whose clock and load a test sets, one window after the other. */
function makePace() {
  const state = { now: 0, utilization: 0 };
  const pace = new Pace({ now: () => state.now, utilization: () => state.utilization });
  /** Works under these keys come while the loop is that busy; gives how long the next commit waits for more. */
  const window = (utilization: number, keys: string[]) => {
    state.utilization = utilization;
    for (const key of keys) pace.note(key);
    state.now += 60;
    return pace.gathering(1);
  };
  pace.gathering(1);
  return { pace, state, window };
}

const many = Array.from({ length: 100 }, (_, number) => `room ${number}`);
const flood = Array.from({ length: 100 }, () => 'flooded');

describe('the pace of commits', () => {
  test('a quiet server commits at once', () => {
    const { window } = makePace();
    expect(window(0, [])).toBe(0);
    expect(window(0.1, ['a'])).toBe(0);
    expect(window(0.5, many)).toBe(0);
  });

  test('the busier the server is, the longer works from all over wait for each other, to a limit', () => {
    const { pace, window } = makePace();
    const waits = [0.6, 0.7, 0.8, 0.9, 1].map((utilization) => window(utilization, many));
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.at(-1)).toBe(10);
    expect(pace.gathering(256)).toBe(0);
    expect(window(0.2, many)).toBe(0);
  });

  test('nobody waits for a room that is flooded', () => {
    const { window } = makePace();
    expect(window(1, flood)).toBe(0);
    expect(window(1, [...flood, ...many])).toBe(0);
    expect(window(1, many)).toBeGreaterThan(0);
  });

  test('who writes alone may fill a commit; beside others, and for a while after them, no room has more than a part', () => {
    const { pace, state, window } = makePace();
    window(1, flood);
    expect(pace.share()).toBe(Number.POSITIVE_INFINITY);
    window(1, [...flood, '']);
    expect(pace.share()).toBe(Number.POSITIVE_INFINITY);
    window(1, [...flood, 'quiet']);
    expect(pace.share()).toBe(8);
    for (let count = 0; count < 20; count += 1) window(1, flood);
    expect(pace.share()).toBe(8);
    state.now += 2_000;
    window(1, flood);
    expect(pace.share()).toBe(Number.POSITIVE_INFINITY);
  });
});
