import { checkReader } from './check-reader.ts';
import type { Anomaly, History, Send, StoredConversation } from './history.ts';

/**
 * Every anomaly of a history; an empty list means that the promises were kept.
 * - lost: acknowledged, but not stored; or stored, but a member's complete copy stops short of it
 * - doubled: one client id made two messages, or a reader applied one change twice
 * - reordered: two places in different order for two observers, a sender's own order broken, or seq falling for a reader
 * - gap: a number is missing from the stored sequence, or from an unbroken stream
 * - skip: a reader's token passed a message that the reader never got
 * - leak: somebody saw what happened while he was not a member
 */
export function checkHistory(history: History): Anomaly[] {
  const anomalies: Anomaly[] = [];
  const stored = new Map(history.stored.map((conversation) => [conversation.conversation, conversation]));
  for (const conversation of history.stored) anomalies.push(...checkStored(conversation));
  for (const send of history.sends) anomalies.push(...checkSend(send, stored.get(send.conversation)));
  anomalies.push(...checkSenderOrder(history.sends, stored));
  for (const reader of history.readers) {
    anomalies.push(...checkReader(reader, stored.get(reader.conversation), history.sends));
  }
  return anomalies;
}

/** The stored conversation by itself: dense in seq, one message for one client id, no position beyond the last. */
function checkStored(conversation: StoredConversation): Anomaly[] {
  const anomalies: Anomaly[] = [];
  const report = (kind: Anomaly['kind'], detail: string) =>
    anomalies.push({ kind, conversation: conversation.conversation, reader: null, detail });
  const inOrder = [...conversation.messages].sort((a, b) => a.seq - b.seq);
  let expected = 1;
  for (const message of inOrder) {
    if (message.seq > expected) report('gap', `stored seqs ${expected} to ${message.seq - 1} are missing`);
    if (message.seq < expected) report('reordered', `seq ${message.seq} is stored twice`);
    expected = message.seq + 1;
  }
  if (expected !== conversation.last_seq + 1) {
    report('gap', `last_seq is ${conversation.last_seq}, the stored messages end at ${expected - 1}`);
  }
  const positions = new Map<number, string>();
  for (const message of inOrder) {
    const other = positions.get(message.pos);
    if (other !== undefined) report('reordered', `pos ${message.pos} belongs to ${other} and to ${message.message_id}`);
    positions.set(message.pos, message.message_id);
    if (message.pos > conversation.last_pos) {
      report('gap', `pos ${message.pos} of ${message.message_id} is beyond last_pos ${conversation.last_pos}`);
    }
  }
  const owners = new Map<string, string>();
  for (const message of inOrder) {
    if (message.client_id === null) continue;
    const other = owners.get(message.client_id);
    if (other !== undefined)
      report('doubled', `client id ${message.client_id} made ${other} and ${message.message_id}`);
    owners.set(message.client_id, message.message_id);
  }
  return anomalies;
}

/** One send against the store: an acknowledged one is there, once, at the acknowledged place, with the text sent. */
function checkSend(send: Send, stored: StoredConversation | undefined): Anomaly[] {
  const anomalies: Anomaly[] = [];
  const report = (kind: Anomaly['kind'], detail: string) =>
    anomalies.push({ kind, conversation: send.conversation, reader: null, detail: `${send.sender}: ${detail}` });
  const first = send.acks[0];
  if (first === undefined) return anomalies;
  for (const ack of send.acks) {
    if (ack.message_id !== first.message_id) {
      report('doubled', `${send.client_id} was acknowledged as ${first.message_id} and as ${ack.message_id}`);
    }
  }
  const message = stored?.messages.find((candidate) => candidate.message_id === first.message_id);
  if (message === undefined) {
    report('lost', `${send.client_id} was acknowledged as ${first.message_id}, which is not stored`);
  } else if (message.text !== send.text) {
    report(
      'lost',
      `${send.client_id} was sent as ${JSON.stringify(send.text)}, stored as ${JSON.stringify(message.text)}`,
    );
  } else if (message.seq !== first.seq) {
    report('reordered', `${send.client_id} was acknowledged at seq ${first.seq} and is stored at ${message.seq}`);
  }
  return anomalies;
}

/** What one sender sent to one conversation is stored in the order in which it was sent. */
function checkSenderOrder(sends: Send[], stored: Map<string, StoredConversation>): Anomaly[] {
  const anomalies: Anomaly[] = [];
  const seqs = new Map<string, number>();
  for (const { conversation, messages } of stored.values()) {
    for (const message of messages) {
      if (message.client_id !== null) seqs.set(`${conversation} ${message.client_id}`, message.seq);
    }
  }
  const last = new Map<string, { client_id: string; seq: number }>();
  for (const send of sends) {
    const seq = seqs.get(`${send.conversation} ${send.client_id}`);
    if (seq === undefined) continue;
    const lane = `${send.sender} ${send.conversation}`;
    const previous = last.get(lane);
    if (previous !== undefined && previous.seq > seq) {
      const detail = `${send.sender}: ${previous.client_id} was sent before ${send.client_id}, stored after it`;
      anomalies.push({ kind: 'reordered', conversation: send.conversation, reader: null, detail });
    }
    last.set(lane, { client_id: send.client_id, seq });
  }
  return anomalies;
}
