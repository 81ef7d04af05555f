import type { ChangesPage, ConversationDelta, ConversationView, Message, SyncPage, User } from '@parlance/protocol';
import { mergeConversation, withArrivals } from './conversation-fields.ts';
import type { Draft } from './draft.ts';
import { addRange, trailingRun } from './ranges.ts';
import type { ConversationRecord, PositionGap } from './state.ts';

/** Applies a page of sync, but for its token: when that may be stored is for the caller to know. */
export function applyPage(draft: Draft, page: SyncPage): void {
  if (page.me !== null) draft.setMe(page.me);
  if (page.blocked !== null) draft.setBlocked(page.blocked);
  draft.putUsers(page.users);
  for (const delta of page.conversations) applyDelta(draft, delta, page.kind);
  for (const id of page.left) draft.dropConversation(id);
}

/** After the last page of a snapshot: what it did not name is no longer mine. */
export function dropAbsent(draft: Draft, present: ReadonlySet<string>): void {
  for (const id of [...draft.conversationIds]) {
    if (!present.has(id)) draft.dropConversation(id);
  }
}

function applyDelta(draft: Draft, delta: ConversationDelta, kind: SyncPage['kind']): void {
  const { conversation } = delta;
  const known = draft.conversation(conversation.id);
  const wentBack = kind === 'reset' && known !== undefined && conversation.last_pos < known.pos;
  // A restored backup has forgotten what is here: only the server's side of it can be kept.
  if (wentBack) draft.dropConversation(conversation.id);
  if (known === undefined || wentBack) startRecord(draft, delta);
  else if (kind === 'reset' ? conversation.last_pos > known.pos : delta.limited) skipAhead(draft, known, delta);
  else continueRecord(draft, known, delta);
  draft.putMessages(conversation.id, delta.messages);
  draft.putMembers(conversation.id, [...conversation.members, ...delta.members]);
  draft.forgetMessages(conversation.id, new Set(delta.hidden));
}

/** A conversation seen for the first time: whatever is older is history, read when it is wanted, and no gap. */
function startRecord(draft: Draft, delta: ConversationDelta): void {
  const { conversation, membership } = delta;
  const run = trailingRun(delta.messages, conversation.last_seq);
  draft.putHead(conversation.id, {
    conversation: mergeConversation(undefined, conversation),
    membership,
    pos: conversation.last_pos,
    gap: null,
    ranges: addRange([], run.from, run.to),
    members: new Map(),
  });
}

/** Everything that changed is in the delta, so all messages since the last known one are here. */
function continueRecord(draft: Draft, known: ConversationRecord, delta: ConversationDelta): void {
  const { conversation, membership } = delta;
  draft.putHead(known.id, {
    conversation: mergeConversation(known.conversation, conversation),
    membership,
    pos: Math.max(known.pos, conversation.last_pos),
    ranges: addRange(known.ranges, known.conversation.last_seq + 1, conversation.last_seq),
  });
}

/** Only the newest is in the delta: what was left out becomes, or widens, the gap. */
function skipAhead(draft: Draft, known: ConversationRecord, delta: ConversationDelta): void {
  const { conversation, membership } = delta;
  const run = trailingRun(delta.messages, conversation.last_seq);
  const before = delta.gap?.before ?? conversation.last_pos + 1;
  const gap: PositionGap = {
    after: known.gap?.after ?? known.pos,
    before,
    seq: known.gap?.seq ?? known.conversation.last_seq,
  };
  draft.putHead(known.id, {
    conversation: mergeConversation(known.conversation, conversation),
    membership,
    pos: Math.max(known.pos, conversation.last_pos),
    gap: gap.before - gap.after > 1 ? gap : known.gap,
    ranges: addRange(known.ranges, run.from, run.to),
  });
}

/** A conversation as an answer or `conversation.added` shows it. What lies between it and what is here stays to be read. */
export function applyView(draft: Draft, view: ConversationView): void {
  const { conversation, membership } = view;
  const known = draft.conversation(conversation.id);
  if (known === undefined) {
    const delta = { conversation, messages: [], members: [], hidden: [], limited: true, gap: null };
    startRecord(draft, { ...delta, membership: membership as ConversationDelta['membership'] });
  } else {
    const merged = mergeConversation(known.conversation, { ...conversation, last_seq: known.conversation.last_seq });
    draft.putHead(conversation.id, { membership: membership ?? known.membership, conversation: merged });
  }
  draft.putMembers(conversation.id, conversation.members);
}

/** Goes on from the conversation as it is now, leaving everything since the local position as a gap. */
export function skipTo(draft: Draft, view: ConversationView): void {
  const { conversation, membership } = view;
  const known = draft.conversation(conversation.id);
  if (known === undefined || membership === null || conversation.last_pos <= known.pos) return;
  skipAhead(draft, known, {
    conversation,
    membership,
    messages: [],
    members: [],
    hidden: [],
    limited: true,
    gap: null,
  });
}

/** Everything that changed after a position up to now, gathered from all pages of sync.changes. */
export type Changes = Pick<ChangesPage, 'conversation' | 'messages' | 'members' | 'users'> & { reached: number };

/** Applies what sync.changes gave for a hole between the local position and now. */
export function applyChanges(draft: Draft, id: string, changes: Changes): void {
  const known = draft.conversation(id);
  if (known === undefined) return;
  const { conversation } = changes;
  draft.putUsers(changes.users);
  draft.putHead(id, {
    conversation: mergeConversation(known.conversation, conversation),
    pos: Math.max(known.pos, changes.reached),
    ranges: addRange(known.ranges, known.conversation.last_seq + 1, conversation.last_seq),
  });
  putRows(draft, id, changes);
  if (known.membership === null) return;
  const { messages } = changes;
  const { last_seq } = known.conversation;
  const membership = withArrivals(known.membership, draft.me?.id, messages, last_seq, conversation.last_seq);
  draft.putHead(id, { membership });
}

/** Applies what sync.changes gave for a marked gap; what was added to the gap meanwhile stays marked. */
export function fillGap(draft: Draft, id: string, gap: PositionGap, changes: Changes): void {
  const known = draft.conversation(id);
  if (known === undefined || known.gap === null) return;
  const { conversation } = changes;
  const left = { after: changes.reached, before: known.gap.before, seq: conversation.last_seq };
  draft.putUsers(changes.users);
  draft.putHead(id, {
    conversation: mergeConversation(known.conversation, conversation),
    gap: left.before - left.after > 1 ? left : null,
    ranges: addRange(known.ranges, gap.seq + 1, conversation.last_seq),
  });
  putRows(draft, id, changes);
}

/** Gives up a gap too wide to fetch: keeps only what came after it, and reads the rest as history when wanted. */
export function forgetBeforeGap(draft: Draft, id: string): void {
  const known = draft.conversation(id);
  if (known === undefined || known.gap === null) return;
  const { seq } = known.gap;
  const ranges = known.ranges.filter((range) => range.from > seq);
  const kept = ranges[0]?.from ?? Number.POSITIVE_INFINITY;
  draft.forgetMessages(
    id,
    new Set(known.messages.filter((message) => message.seq < kept).map((message) => message.id)),
  );
  draft.putHead(id, { gap: null, ranges, members: new Map() });
}

function putRows(draft: Draft, id: string, changes: Changes): void {
  draft.putMessages(id, changes.messages);
  draft.putMembers(id, [...changes.conversation.members, ...changes.members]);
}

/** A page of history: everything visible in from..to. */
export interface History {
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
  readonly users: readonly User[];
}

export function applyHistory(draft: Draft, id: string, history: History): void {
  const known = draft.conversation(id);
  if (known === undefined) return;
  draft.putUsers(history.users);
  draft.putHead(id, { ranges: addRange(known.ranges, history.from, history.to) });
  draft.putMessages(id, history.messages);
}
