import type { Me, Member, Message, User } from '@parlance/protocol';
import type { CacheChange } from '../cache/cache.ts';
import { covers, indexOfSeq } from './ranges.ts';
import type { AccountState, ConversationHead, ConversationRecord } from './state.ts';

/**
 * A change being made to the account's state: collects the next state and, beside it, what a cache must write to follow.
 * The base is never touched.
 */
export class Draft {
  readonly #base: AccountState;
  #next: AccountState;
  readonly #heads = new Set<string>();
  readonly #dropped = new Set<string>();
  readonly #messages = new Map<string, Message>();
  readonly #forgotten = new Set<string>();
  readonly #users = new Map<string, User>();

  constructor(base: AccountState) {
    this.#base = base;
    this.#next = base;
  }

  get me(): Me | null {
    return this.#next.me;
  }

  get conversationIds(): Iterable<string> {
    return this.#next.conversations.keys();
  }

  conversation(id: string): ConversationRecord | undefined {
    return this.#next.conversations.get(id);
  }

  setToken(token: string | null): void {
    this.#next = { ...this.#next, token };
  }

  setMe(me: Me | null): void {
    this.#next = { ...this.#next, me };
  }

  setBlocked(blocked: readonly string[]): void {
    this.#next = { ...this.#next, blocked };
  }

  putUsers(users: readonly User[]): void {
    const changed = users.filter((user) => !sameUser(this.#next.users.get(user.id), user));
    if (changed.length === 0) return;
    if (this.#next.users === this.#base.users) this.#next = { ...this.#next, users: new Map(this.#next.users) };
    for (const user of changed) {
      (this.#next.users as Map<string, User>).set(user.id, user);
      this.#users.set(user.id, user);
    }
  }

  /** Adds or changes a conversation; fields left out stay. */
  putHead(id: string, change: Partial<Omit<ConversationHead, 'id'>>): ConversationRecord {
    const before = this.conversation(id);
    const record = { ...before, ...change, id } as ConversationRecord;
    this.#conversations().set(id, record.messages === undefined ? { ...record, messages: [] } : record);
    this.#heads.add(id);
    return record;
  }

  /** Takes in messages that fall into the loaded ranges, unless what is here is as new. The rest is read when needed. */
  putMessages(id: string, messages: readonly Message[]): void {
    const record = this.conversation(id);
    if (record === undefined || messages.length === 0) return;
    const list = [...record.messages];
    let changed = false;
    for (const message of messages) {
      if (!covers(record.ranges, message.seq)) continue;
      const index = indexOfSeq(list, message.seq);
      const present = list[index];
      if (present?.seq === message.seq && present.pos >= message.pos) continue;
      list.splice(index, present?.seq === message.seq ? 1 : 0, message);
      this.#messages.set(message.id, message);
      changed = true;
    }
    if (changed) this.#conversations().set(id, { ...record, messages: list });
  }

  forgetMessages(id: string, ids: ReadonlySet<string>): void {
    const record = this.conversation(id);
    if (record === undefined || ids.size === 0) return;
    const messages = record.messages.filter((message) => !ids.has(message.id));
    if (messages.length === record.messages.length) return;
    for (const messageId of ids) {
      this.#messages.delete(messageId);
      this.#forgotten.add(messageId);
    }
    this.#conversations().set(id, { ...record, messages });
  }

  /** Takes in member rows, each unless what is here is newer. */
  putMembers(id: string, members: readonly Member[]): void {
    const record = this.conversation(id);
    if (record === undefined) return;
    const next = new Map(record.members);
    let changed = false;
    for (const member of members) {
      const known = next.get(member.user_id);
      const newer = newerMember(known, member);
      if (newer === known) continue;
      next.set(member.user_id, newer);
      changed = true;
    }
    if (changed) this.putHead(id, { members: next });
  }

  dropConversation(id: string): void {
    const record = this.conversation(id);
    if (record === undefined) return;
    this.#conversations().delete(id);
    this.#heads.delete(id);
    for (const message of record.messages) this.#messages.delete(message.id);
    this.#dropped.add(id);
  }

  finish(): { state: AccountState; change: CacheChange } {
    const next = this.#next;
    const change: Record<string, unknown> = {};
    if (next.token !== this.#base.token) change.token = next.token;
    if (next.me !== this.#base.me) change.me = next.me;
    if (next.blocked !== this.#base.blocked) change.blocked = next.blocked;
    if (this.#users.size > 0) change.users = [...this.#users.values()];
    if (this.#heads.size > 0) change.heads = [...this.#heads].map((id) => toHead(next.conversations.get(id)));
    if (this.#dropped.size > 0) change.dropped = [...this.#dropped];
    if (this.#forgotten.size > 0) change.forgotten = [...this.#forgotten];
    if (this.#messages.size > 0) change.messages = [...this.#messages.values()];
    return { state: next, change };
  }

  #conversations(): Map<string, ConversationRecord> {
    if (this.#next.conversations === this.#base.conversations) {
      this.#next = { ...this.#next, conversations: new Map(this.#next.conversations) };
    }
    return this.#next.conversations as Map<string, ConversationRecord>;
  }
}

function toHead(record: ConversationRecord | undefined): ConversationHead | undefined {
  if (record === undefined) return undefined;
  const { messages: _messages, ...head } = record;
  return head;
}

function sameUser(before: User | undefined, after: User): boolean {
  return (
    before !== undefined &&
    before.user_name === after.user_name &&
    before.display_name === after.display_name &&
    before.avatar_url === after.avatar_url &&
    before.bio === after.bio &&
    before.kind === after.kind
  );
}

/** The newer of two rows. Whoever sends has been delivered all before it without a change of their row: marks only rise. */
function newerMember(known: Member | undefined, incoming: Member): Member {
  if (known === undefined || known.pos < incoming.pos) return incoming;
  if (known.pos > incoming.pos || known.delivered_seq >= incoming.delivered_seq) return known;
  return { ...known, delivered_seq: incoming.delivered_seq };
}
