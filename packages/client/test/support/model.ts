import type {
  ChangesPage,
  Conversation,
  Me,
  Member,
  Membership,
  Message,
  SyncPage,
  User,
  WireEvent,
} from '@parlance/protocol';
import fc from 'fast-check';

/** What may happen in the model's conversation. Numbers pick a message or a person, whatever exists. */
export type Step =
  | { do: 'send'; who: number; mentions: boolean }
  | { do: 'edit' | 'delete' | 'react'; which: number }
  | { do: 'read'; who: number }
  | { do: 'join' | 'leave'; who: number }
  | { do: 'rename' };

/** `readers` from 1 leaves out my own reading, which is told outside the numbered order. */
export const steps = (most: number, readers = 0): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.nat(3), mentions: fc.boolean() }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('edit', 'delete', 'react'), which: fc.nat(50) }) },
      fc.record({ do: fc.constant('read' as const), who: fc.integer({ min: readers, max: 3 }) }),
      fc.record({ do: fc.constantFrom('join', 'leave'), who: fc.integer({ min: 4, max: 6 }) }),
      fc.record({ do: fc.constant('rename' as const) }),
    ) as fc.Arbitrary<Step>,
    { maxLength: most },
  );

export const me: Me = {
  ...user('user0'),
  email: null,
  language: null,
  has_password: true,
  settings: { last_seen: 'everyone', read_receipts: true, known_languages: [], auto_translate: true },
};

export function user(id: string): User {
  const names = { user_name: id, display_name: `The ${id}` };
  return { id, ...names, avatar_url: null, bio: null, kind: 'person', created_at: 1 };
}

/** One conversation as a server would hold it by the rules of the wire, seen by `user0`. Says what a server says. */
export class ConversationModel {
  readonly id: string;
  readonly events: WireEvent[] = [];
  readonly #messages: Message[] = [];
  readonly #members = new Map<string, Member>();
  #conversation: Conversation;
  #mentions: number[] = [];

  constructor(id = 'conversation1') {
    this.id = id;
    for (const name of ['user0', 'user1', 'user2', 'user3']) this.#members.set(name, member(name, 0));
    this.#conversation = {
      id,
      kind: 'group',
      name: 'Name 0',
      slug: null,
      topic: null,
      avatar_url: null,
      created_by: 'user0',
      created_at: 1,
      archived_at: null,
      member_count: 4,
      pos: 0,
      last_pos: 0,
      last_seq: 0,
      last_message: null,
      moderation: null,
      members: [],
    };
  }

  get lastPos(): number {
    return this.#conversation.last_pos;
  }

  get lastSeq(): number {
    return this.#conversation.last_seq;
  }

  run(list: readonly Step[]): this {
    for (const step of list) this.#step(step);
    return this;
  }

  view(): Conversation {
    return { ...this.#conversation, last_message: this.#messages.at(-1) ?? null, members: this.#active() };
  }

  membership(): Membership {
    const own = this.#members.get('user0') as Member;
    return {
      role: own.role,
      state: own.state,
      joined_at: own.joined_at,
      read_seq: own.read_seq,
      delivered_seq: own.delivered_seq,
      unread: this.lastSeq - own.read_seq,
      mentions: this.#mentions.filter((seq) => seq > own.read_seq).length,
      marked_unread: false,
      muted_until: null,
      translate_to: null,
      pinned_at: null,
      archived_at: null,
      silenced_until: null,
    };
  }

  /** What a delta says of everything after `pos`; with `newest`, only that many messages and a gap. */
  delta(pos: number, newest?: number): SyncPage {
    const limited = newest !== undefined;
    const messages = limited ? this.#messages.slice(Math.max(0, this.#messages.length - newest)) : this.#changed(pos);
    const before = Math.min(this.lastPos + 1, ...messages.map((message) => message.pos));
    return {
      kind: 'delta',
      token: `token${this.lastPos}`,
      has_more: false,
      me: null,
      blocked: null,
      users: this.#users(),
      conversations: [
        {
          conversation: this.view(),
          membership: this.membership(),
          messages,
          members: limited ? [] : this.#changedMembers(pos),
          hidden: [],
          limited,
          gap: limited && before - pos > 1 ? { after: pos, before } : null,
        },
      ],
      left: [],
      ephemeral: [],
    };
  }

  snapshot(): SyncPage {
    const page = this.delta(0, 0);
    const conversations = page.conversations.map((delta) => ({ ...delta, limited: false, gap: null }));
    return { ...page, kind: 'reset', me, blocked: [], conversations };
  }

  changes(after: number, limit = 500): ChangesPage {
    const rows = [...this.#changed(after), ...this.#changedMembers(after)]
      .sort((a, b) => a.pos - b.pos)
      .slice(0, limit);
    const has_more = rows.length === limit && (rows.at(-1)?.pos ?? 0) < this.lastPos;
    return {
      conversation: this.view(),
      messages: rows.filter((row): row is Message => 'seq' in row),
      members: rows.filter((row): row is Member => !('seq' in row)),
      users: this.#users(),
      next_after: has_more ? (rows.at(-1)?.pos ?? after) : this.lastPos,
      has_more,
    };
  }

  history(from: number, to: number) {
    const messages = this.#messages.filter((message) => message.seq >= from && message.seq <= to);
    return { from, to, messages, users: this.#users() };
  }

  #step(step: Step): void {
    switch (step.do) {
      case 'send':
        this.#send(`user${step.who}`, step.mentions);
        break;
      case 'edit':
        this.#change('message.edited', step.which, (m) => ({ content: { type: 'text', text: `edit ${m.rev}` } }));
        break;
      case 'delete':
        this.#change('message.deleted', step.which, () => ({ content: null, deleted_at: 5 }));
        break;
      case 'react':
        this.#change('message.reacted', step.which, (m) => ({
          reactions: [{ emoji: '+', count: m.rev + 1, user_ids: [] }],
        }));
        break;
      case 'read':
        this.#member('receipt.read', `user${step.who}`, { read_seq: this.lastSeq, delivered_seq: this.lastSeq });
        if (step.who === 0) this.#tellMembership();
        break;
      case 'join':
      case 'leave':
        this.#comeOrGo(`user${step.who}`, step.do === 'join');
        break;
      case 'rename': {
        const pos = this.#take();
        this.#conversation = { ...this.#conversation, name: `Name ${pos}`, pos };
        this.#emit({ type: 'conversation.updated', data: { conversation: this.view() } });
      }
    }
  }

  #send(sender: string, mentions: boolean): void {
    const seq = this.lastSeq + 1;
    const pos = this.#take();
    const message: Message = {
      id: `${this.id}-message${seq}`,
      conversation_id: this.id,
      seq,
      pos,
      rev: 0,
      client_id: `client-${seq}`,
      sender_id: sender,
      content: { type: 'text', text: `text ${seq}` },
      reply_to: null,
      thread_id: null,
      reply_count: 0,
      mentions: mentions ? ['user0'] : [],
      reactions: [],
      forwarded_from: null,
      annotations: {},
      created_at: 1000 + pos,
      edited_at: null,
      deleted_at: null,
      pinned_at: null,
      pinned_by: null,
    };
    this.#messages.push(message);
    this.#conversation = { ...this.#conversation, last_seq: seq };
    const own = this.#members.get('user0') as Member;
    if (sender === 'user0') this.#members.set('user0', { ...own, read_seq: seq, delivered_seq: seq });
    else if (mentions) this.#mentions.push(seq);
    this.#emit({ type: 'message.sent', data: { message, sender: user(sender) } });
  }

  #change(
    type: 'message.edited' | 'message.deleted' | 'message.reacted',
    which: number,
    change: (message: Message) => Partial<Message>,
  ): void {
    if (this.#messages.length === 0) return;
    const index = which % this.#messages.length;
    const before = this.#messages[index] as Message;
    const message = { ...before, ...change(before), rev: before.rev + 1, pos: this.#take() };
    this.#messages[index] = message;
    this.#emit({ type, data: { message } });
  }

  #tellMembership(): void {
    const data = { membership: this.membership() };
    this.events.push({ type: 'membership.updated', conversation_id: this.id, token: `token${this.lastPos}`, data });
  }

  #member(type: 'receipt.read', id: string, change: Partial<Member>): void {
    const next = { ...(this.#members.get(id) as Member), ...change, pos: this.#take() };
    this.#members.set(id, next);
    this.#emit({ type, data: { member: next } });
  }

  #comeOrGo(id: string, joins: boolean): void {
    const isIn = this.#members.get(id)?.state === 'active';
    if (isIn === joins) return;
    const next: Member = { ...member(id, this.#take()), state: joins ? 'active' : 'left' };
    this.#members.set(id, next);
    const member_count = this.#active().length;
    this.#conversation = { ...this.#conversation, member_count };
    if (joins) this.#emit({ type: 'member.joined', data: { member: next, user: user(id), member_count } });
    else this.#emit({ type: 'member.left', data: { member: next, member_count } });
  }

  #take(): number {
    this.#conversation = { ...this.#conversation, last_pos: this.lastPos + 1 };
    return this.lastPos;
  }

  #emit(event: Pick<WireEvent, 'type' | 'data'>): void {
    const place = { conversation_id: this.id, pos: this.lastPos, token: `token${this.lastPos}` };
    this.events.push({ ...event, ...place } as WireEvent);
  }

  #active(): Member[] {
    return [...this.#members.values()].filter((row) => row.state === 'active');
  }

  #changed(after: number): Message[] {
    return this.#messages.filter((message) => message.pos > after).sort((a, b) => a.pos - b.pos);
  }

  #changedMembers(after: number): Member[] {
    return [...this.#members.values()].filter((row) => row.pos > after).sort((a, b) => a.pos - b.pos);
  }

  #users(): User[] {
    return [...this.#members.keys()].map(user);
  }
}

function member(user_id: string, pos: number): Member {
  return { user_id, role: 'member', state: 'active', joined_at: pos, pos, read_seq: 0, delivered_seq: 0 };
}
