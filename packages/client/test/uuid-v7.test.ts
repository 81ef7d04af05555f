import { expect, it } from 'vitest';
import { uuidV7 } from '../src/uuid-v7.ts';

it('makes ids that are UUIDv7, differ, and sort as they were made, even when the clock stands or goes back', () => {
  const base = 1_800_000_000_000;
  const times = [...Array.from({ length: 10_000 }, () => base), base - 5000, base + 1, base + 3000];
  const ids = times.map(uuidV7);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(Number.parseInt((ids.at(-1) as string).replaceAll('-', '').slice(0, 12), 16)).toBe(base + 3000);
});
