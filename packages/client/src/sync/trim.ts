import type { Draft } from './draft.ts';

const KEEP = 200;
const TOO_MANY = 400;

/** Forgets the older messages of a conversation nobody looks at, so that a client that runs for months stays small. */
export function trimRecord(draft: Draft, id: string): void {
  const record = draft.conversation(id);
  if (record === undefined || record.messages.length <= TOO_MANY) return;
  const first = record.messages.at(-KEEP)?.seq ?? 1;
  const older = record.messages.filter((message) => message.seq < first).map((message) => message.id);
  const ranges = record.ranges
    .filter((range) => range.to >= first)
    .map((range) => ({ from: Math.max(range.from, first), to: range.to }));
  draft.forgetMessages(id, new Set(older));
  draft.putHead(id, { ranges });
}
