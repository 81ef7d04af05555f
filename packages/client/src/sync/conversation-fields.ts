import type { Conversation, Membership, Message } from '@parlance/protocol';

/** What the server said of a conversation, joined to what is here: each field from whichever is newer. */
export function mergeConversation(local: Conversation | undefined, incoming: Conversation): Conversation {
  const fresh = { ...incoming, members: [] };
  if (local === undefined) return fresh;
  const fields = incoming.pos >= local.pos ? fresh : local;
  const latest = incoming.last_pos >= local.last_pos ? incoming : local;
  return {
    ...fields,
    member_count: latest.member_count,
    last_pos: Math.max(local.last_pos, incoming.last_pos),
    last_seq: Math.max(local.last_seq, incoming.last_seq),
    last_message: latest.last_message,
  };
}

/** The conversation after its change at `pos`. */
export function withPosition(conversation: Conversation, pos: number): Conversation {
  return pos > conversation.last_pos ? { ...conversation, last_pos: pos } : conversation;
}

/** The conversation after a message in it was sent or changed. */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  const last = conversation.last_message;
  const replaces =
    last === null ? message.seq >= conversation.last_seq : message.seq >= last.seq && message.pos >= last.pos;
  return {
    ...conversation,
    last_seq: Math.max(conversation.last_seq, message.seq),
    last_message: replaces ? message : last,
  };
}

/** My membership once I have read up to `readSeq`; a lower mark changes nothing. */
export function withRead(membership: Membership, readSeq: number, lastSeq: number): Membership {
  const read = Math.max(membership.read_seq, readSeq);
  const unread = Math.max(0, lastSeq - read);
  const mentions = unread === 0 ? 0 : membership.mentions;
  return { ...membership, read_seq: read, delivered_seq: Math.max(membership.delivered_seq, read), unread, mentions };
}

/** My membership after messages arrived that reach from `before` (a seq) to `lastSeq`. */
export function withArrivals(
  membership: Membership,
  myId: string | undefined,
  messages: readonly Message[],
  before: number,
  lastSeq: number,
): Membership {
  // Who writes has read what stands above; the server moves the read mark without telling anybody.
  const written = messages.reduce((seq, message) => (message.sender_id === myId ? Math.max(seq, message.seq) : seq), 0);
  const counted = withRead(membership, written, lastSeq);
  const unseen = Math.max(counted.read_seq, before);
  const mentions = messages.filter(
    (message) =>
      myId !== undefined && message.sender_id !== myId && message.seq > unseen && message.mentions.includes(myId),
  );
  return { ...counted, mentions: counted.mentions + mentions.length };
}
