import type { MessageView } from '@parlance/client';

/** One line of the message list. */
export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; view: MessageView; first: boolean; last: boolean };

const GROUP_GAP_MS = 5 * 60_000;

/**
 * Puts messages into lines: a separator per day, a divider before the first message of somebody else after `readSeq`
 * (null: none), and for each message whether it is the first or the last of its sender's run of up to five minutes.
 */
export function toRows(messages: readonly MessageView[], readSeq: number | null, myId: string): Row[] {
  const rows: Row[] = [];
  let dividerPending = readSeq !== null;
  messages.forEach((view, index) => {
    const previous = messages[index - 1];
    const startsDay = previous === undefined || !isSameDay(previous.created_at, view.created_at);
    if (startsDay) rows.push({ kind: 'day', key: `day ${toDayKey(view.created_at)}`, at: view.created_at });
    const startsNew = dividerPending && isUnread(view, readSeq, myId);
    if (startsNew) rows.push({ kind: 'new', key: 'new' });
    if (startsNew) dividerPending = false;
    const next = messages[index + 1];
    const first = startsDay || startsNew || !isSameRun(previous, view);
    const last = next === undefined || !isSameRun(view, next) || (dividerPending && isUnread(next, readSeq, myId));
    rows.push({ kind: 'message', key: toKey(view), view, first, last });
  });
  return rows;
}

/** The same for the pending and the stored message, so that one becomes the other without being drawn anew. */
export function toKey(view: MessageView): string {
  return view.client_id === null ? view.id : `${view.sender_id} ${view.client_id}`;
}

function isUnread(view: MessageView, readSeq: number | null, myId: string): boolean {
  return readSeq !== null && view.status === 'sent' && view.seq > readSeq && view.sender_id !== myId;
}

function isSameRun(one: MessageView, other: MessageView): boolean {
  return (
    one.sender_id === other.sender_id &&
    Math.abs(other.created_at - one.created_at) <= GROUP_GAP_MS &&
    isSameDay(one.created_at, other.created_at)
  );
}

function isSameDay(one: number, other: number): boolean {
  return toDayKey(one) === toDayKey(other);
}

function toDayKey(time: number): string {
  return new Date(time).toDateString();
}
