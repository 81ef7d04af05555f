import type { Member, Message, User } from '@parlance/protocol';
import type { OutboxEntry } from './outbox-entry.ts';
import { indexOfSeq, lastRange } from './sync/ranges.ts';
import type { AccountState, ConversationRecord } from './sync/state.ts';
import type { ConversationState, MessageView } from './views.ts';

const SMALL = 50;
const views = new WeakMap<Message, MessageView>();

/** A conversation as lists show it. */
export function presentConversation(record: ConversationRecord, account: AccountState): ConversationState {
  const { conversation, membership } = record;
  const members = activeMembers(record);
  const others = members
    .filter((member) => member.user_id !== account.me?.id)
    .map((member) => account.users.get(member.user_id))
    .filter((user): user is User => user !== undefined);
  return {
    conversation: { ...conversation, members: members.length <= SMALL ? members : [] },
    membership,
    unread: membership?.unread ?? 0,
    mentions: membership?.mentions ?? 0,
    lastMessage: conversation.last_message,
    title: titleOf(record, others),
    others,
  };
}

function titleOf({ conversation }: ConversationRecord, others: readonly User[]): string {
  if (conversation.name !== null) return conversation.name;
  if (others.length > 0) return others.map((user) => user.display_name).join(', ');
  return conversation.slug ?? '';
}

/** In order of joining; those who came together, as at the start of a group, by id, as the server has them. */
export function activeMembers(record: ConversationRecord): Member[] {
  return [...record.members.values()]
    .filter((member) => member.state === 'active')
    .sort((a, b) => a.joined_at - b.joined_at || (a.user_id < b.user_id ? -1 : 1));
}

/** When something was last said there. */
export function activityOf({ conversation }: ConversationRecord | ConversationState): number {
  return conversation.last_message?.created_at ?? conversation.created_at;
}

/** The newest loaded stretch of messages, with those that are on their way at the end. */
export function presentMessages(
  record: ConversationRecord | undefined,
  entries: readonly OutboxEntry[],
  fresh: readonly Message[],
  myId: string,
): readonly MessageView[] {
  const range = record === undefined ? undefined : lastRange(record.ranges);
  const shown =
    record === undefined || range === undefined ? [] : record.messages.slice(indexOfSeq(record.messages, range.from));
  const own = new Set<string>();
  for (const message of shown) {
    if (message.sender_id === myId && message.client_id !== null) own.add(message.client_id);
  }
  const missing = (clientId: string | null) => clientId === null || !own.has(clientId);
  // Acknowledged, but still waiting for the events before it.
  const early = fresh.filter((message) => missing(message.client_id)).sort((a, b) => a.seq - b.seq);
  for (const message of early) if (message.client_id !== null) own.add(message.client_id);
  let seq = Math.max(record?.conversation.last_seq ?? 0, early.at(-1)?.seq ?? 0);
  const waiting = entries.filter((entry) => missing(entry.client_id)).map((entry) => presentEntry(entry, myId, ++seq));
  return [...shown.map(presentMessage), ...early.map(presentMessage), ...waiting];
}

function presentMessage(message: Message): MessageView {
  const known = views.get(message);
  if (known !== undefined) return known;
  const view: MessageView = { ...message, status: 'sent' };
  views.set(message, view);
  return view;
}

const entryViews = new WeakMap<OutboxEntry, MessageView>();

/** A message that the server has not taken yet. */
export function presentEntry(entry: OutboxEntry, myId: string, seq: number): MessageView {
  const known = entryViews.get(entry);
  if (known !== undefined && known.seq === seq) return known;
  const view: MessageView = {
    id: entry.client_id,
    conversation_id: entry.conversation_id,
    seq,
    pos: 0,
    rev: 0,
    client_id: entry.client_id,
    sender_id: myId,
    content: entry.content,
    reply_to: entry.reply_to,
    thread_id: entry.thread_id,
    reply_count: 0,
    mentions: [...entry.mentions],
    reactions: [],
    forwarded_from: null,
    annotations: {},
    created_at: entry.created_at,
    edited_at: null,
    deleted_at: null,
    pinned_at: null,
    pinned_by: null,
    status: entry.status,
    ...(entry.error === undefined ? {} : { error: entry.error }),
  };
  entryViews.set(entry, view);
  return view;
}
