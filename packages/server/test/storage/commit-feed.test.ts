import { expect, test, vi } from 'vitest';
import type { CommittedBatch } from '../../src/core/events.ts';
import { toBatchText } from '../../src/core/nodes/batch-text.ts';
import { CommitFeed, type Horizon, type Sight } from '../../src/storage/postgres/commit-feed.ts';
import { makeConversation } from '../support/rows.ts';
import { quietLog } from '../support/stores.ts';

/** A commit that changed the conversation, which was its change number `lastPos`. */
const commit = (gpos: number, id: string, lastPos: number): CommittedBatch => ({
  gpos,
  events: [{ type: 'conversation.updated', conversation: makeConversation({ id, lastPos }), actorId: 'anna' }],
});

test('commits that were under way at once are told in their order, of a conversation of which nothing was told yet, too', async () => {
  const stored = [commit(1, 'a', 5), commit(2, 'a', 6)];
  const look = async (_beyond: Horizon, known: readonly number[]): Promise<Sight> => {
    const found = stored.filter(({ gpos }) => !known.includes(gpos));
    const rows = found.map((one) => ({ gpos: one.gpos, order: one.gpos, text: toBatchText(one) }));
    return { horizon: { ceiling: 1, running: [] }, frontier: 0, pruned: 0, found: rows };
  };
  const feed = new CommitFeed(look, quietLog);
  const told: number[] = [];
  feed.onOwn((batches) => told.push(...batches.map(({ gpos }) => gpos)));
  feed.start(0);
  feed.began(1);
  feed.began(2);
  // The answer to the later one comes first.
  feed.committed(commit(2, 'a', 6));
  expect(told).toEqual([]);
  await vi.waitFor(() => expect(told).toEqual([1, 2]));
  feed.committed(commit(1, 'a', 5));
  expect(told).toEqual([1, 2]);
  feed.began(3);
  feed.committed(commit(3, 'b', 9));
  expect(told).toEqual([1, 2, 3]);
  feed.stop();
});
