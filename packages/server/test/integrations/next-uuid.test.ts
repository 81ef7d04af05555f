import { UUID } from 'uuidv7';
import { expect, test } from 'vitest';
import { nextUuid } from '../../src/integrations/system/next-uuid.ts';

test('ids are UUIDv7 of this moment, each later than the one before, and none can be guessed from it', () => {
  const began = Date.now();
  const ids = Array.from({ length: 5_000 }, nextUuid);
  for (const id of ids) {
    const uuid = UUID.parse(id);
    expect(uuid.toString()).toBe(id);
    expect(uuid.getVersion()).toBe(7);
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBeGreaterThanOrEqual(began);
  }
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  // The end of each is drawn anew.
  expect(new Set(ids.map((id) => id.slice(-8))).size).toBeGreaterThan(ids.length - 10);
});
