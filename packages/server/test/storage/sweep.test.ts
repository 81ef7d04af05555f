import { afterAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/server.ts';

describe('answers kept for repeated requests', async () => {
  const server = await startTestServer();
  afterAll(() => server.stop());

  test('are dropped once they are out of date, the others stay', async () => {
    const { store } = server.core;
    const answer = { requestHash: 'hash', result: '{}' };
    await store.transaction(async (tx) => {
      await tx.sync.putAnswer('ann', 'old-key-1', answer, 1_000);
      await tx.sync.putAnswer('ann', 'new-key-1', answer, 9_000);
    });
    expect(await store.transaction((tx) => tx.sync.deleteAnswersBefore(5_000))).toBe(1);
    expect(await store.sync.findAnswer('ann', 'old-key-1', 0)).toBeUndefined();
    expect(await store.sync.findAnswer('ann', 'new-key-1', 0)).toEqual(answer);
  });
});
