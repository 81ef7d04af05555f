import { type Executor, prepared } from './executor.ts';
import type { MessageTable } from './tables.ts';

/** By its place in the conversation, or in the whole database. */
type Measure = 'pos' | 'gpos';
type Changes = { conversation: string; bound: number; limit: number };
type Sent = Pick<MessageTable, 'seq' | 'pos' | 'sent_pos' | 'sent_gpos'>;

const newest = prepared<{ conversation: string }, Sent>((build, parameter) =>
  build
    .selectFrom('messages')
    .select(['seq', 'pos', 'sent_pos', 'sent_gpos'])
    .where('conversation_id', '=', parameter('conversation'))
    .orderBy('seq', 'desc')
    .limit(1),
);

const firstFrom = prepared<{ conversation: string; seq: number }, Sent>((build, parameter) =>
  build
    .selectFrom('messages')
    .select(['seq', 'pos', 'sent_pos', 'sent_gpos'])
    .where('conversation_id', '=', parameter('conversation'))
    .where('seq', '>=', parameter('seq'))
    .orderBy('seq')
    .limit(1),
);

const unchangedFrom = prepared<Changes, MessageTable>((build, parameter) =>
  build
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', parameter('conversation'))
    .where('seq', '>=', parameter('bound'))
    .where('sent_pos', 'is', null)
    .orderBy('seq')
    .limit(parameter('limit')),
);

const changedAfterBy = (measure: Measure) =>
  prepared<Changes, MessageTable>((build, parameter) =>
    build
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', parameter('conversation'))
      .where('sent_pos', 'is not', null)
      .where(measure, '>', parameter('bound'))
      .orderBy(measure)
      .limit(parameter('limit')),
  );
const changedAfter = { pos: changedAfterBy('pos'), gpos: changedAfterBy('gpos') };

/**
 * The first `limit` messages by their last change after `bound`, in that order, where only those changed after they were
 * sent are indexed by it. The others are found by their numbers, which grow with the positions they were sent at.
 */
export async function findChanged(
  executor: Executor,
  measure: Measure,
  { conversation, bound, limit }: Changes,
): Promise<MessageTable[]> {
  const seq = await firstSentAfter(executor, measure, conversation, bound);
  const unchanged = await executor.preparedRows(unchangedFrom, { conversation, bound: seq, limit });
  const changed = await executor.preparedRows(changedAfter[measure], { conversation, bound, limit });
  if (changed.length === 0) return unchanged;
  return [...unchanged, ...changed].sort((one, other) => one[measure] - other[measure]).slice(0, limit);
}

/**
 * The lowest number a message sent after `bound` can have; one more than the last number when there is none. Looks back
 * from the newest in growing steps, because whoever asks has mostly missed little, and then halves what is left.
 */
export async function firstSentAfter(
  executor: Executor,
  measure: Measure,
  conversation: string,
  bound: number,
): Promise<number> {
  const isAfter = (row: Sent): boolean => (measure === 'gpos' ? row.sent_gpos : (row.sent_pos ?? row.pos)) > bound;
  const last = await executor.preparedRow(newest, { conversation });
  if (last === undefined) return 1;
  if (!isAfter(last)) return last.seq + 1;
  // What was sent at or after `high` lies after the bound, what was sent at or before `low` does not.
  let high = last.seq;
  let low = 0;
  for (let step = 1; low + 1 < high; ) {
    const seq = low === 0 ? Math.max(1, high - step) : Math.floor((low + high) / 2);
    step *= 2;
    const row = await executor.preparedRow(firstFrom, { conversation, seq });
    if (row === undefined || isAfter(row)) high = seq;
    else low = row.seq;
  }
  return high;
}
