import type { MessageView } from '@parlance/client';
import { expect, test } from 'vitest';
import { type Row, toKey, toRows } from '../src/lib/message-rows.ts';
import { toTick, toWatermarks } from '../src/lib/ticks.ts';

const NOON = new Date(2026, 4, 3, 12).getTime();
const MINUTE = 60_000;

function say(
  seq: number,
  sender: string,
  minutes: number,
  more: Partial<Omit<MessageView, 'error'>> = {},
): MessageView {
  return {
    id: `m${seq}`,
    conversation_id: 'c',
    seq,
    pos: seq,
    rev: 0,
    client_id: `k${seq}`,
    sender_id: sender,
    content: { type: 'text', text: `${seq}` },
    reply_to: null,
    thread_id: null,
    reply_count: 0,
    mentions: [],
    reactions: [],
    forwarded_from: null,
    created_at: NOON + minutes * MINUTE,
    edited_at: null,
    deleted_at: null,
    pinned_at: null,
    pinned_by: null,
    annotations: {},
    status: 'sent',
    ...more,
  };
}

/** `day`, `new`, or the seq with [ and ] where a run starts and ends. */
function sketch(rows: readonly Row[]): string {
  return rows
    .map((row) => (row.kind === 'message' ? `${row.first ? '[' : ''}${row.view.seq}${row.last ? ']' : ''}` : row.kind))
    .join(' ');
}

test('messages of one sender within five minutes are one run; another sender or a pause starts another', () => {
  const messages = [say(1, 'a', 0), say(2, 'a', 4), say(3, 'a', 10), say(4, 'b', 10)];
  expect(sketch(toRows(messages, null, 'a'))).toBe('day [1 2] [3] [4]');
});

test('each day has its heading, and a run does not go over midnight', () => {
  const midnight = 12 * 60;
  const messages = [say(1, 'a', midnight - 1), say(2, 'a', midnight + 1)];
  expect(sketch(toRows(messages, null, 'a'))).toBe('day [1] day [2]');
});

test('the divider stands once, before the first message of somebody else after the read mark', () => {
  const messages = [say(1, 'b', 0), say(2, 'a', 1), say(3, 'b', 2), say(4, 'b', 3)];
  expect(sketch(toRows(messages, 1, 'a'))).toBe('day [1] [2] new [3 4]');
  expect(sketch(toRows(messages, 3, 'a'))).toBe('day [1] [2] [3] new [4]');
  expect(sketch(toRows(messages, 4, 'a'))).toBe('day [1] [2] [3 4]');
  expect(sketch(toRows(messages, null, 'a'))).toBe('day [1] [2] [3 4]');
});

test('a message keeps its key from pending to sent', () => {
  const pending = say(1, 'a', 0, { id: 'k1', status: 'pending' });
  expect(toKey(pending)).toBe(toKey(say(1, 'a', 0)));
});

test('ticks follow the slowest of the other active members', () => {
  const member = (user_id: string, delivered_seq: number, read_seq: number, state: 'active' | 'left' = 'active') => ({
    user_id,
    role: 'member' as const,
    state,
    joined_at: 0,
    pos: 0,
    delivered_seq,
    read_seq,
  });
  const marks = toWatermarks([member('a', 9, 9), member('b', 3, 1), member('c', 2, 2), member('d', 0, 0, 'left')], 'a');
  const ticks = [1, 2, 3].map((seq) => toTick(say(seq, 'a', 0), marks));
  expect(ticks).toEqual(['read', 'delivered', 'sent']);
  expect(toTick(say(1, 'a', 0, { status: 'pending' }), marks)).toBe('pending');
  expect(toTick(say(1, 'a', 0), toWatermarks([], 'a'))).toBe('sent');
});
