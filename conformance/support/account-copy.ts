import type { ConversationDelta, Me, Message, Result, SyncPage, User } from '@parlance/protocol';
import type { Actor } from './actor.ts';

interface ConversationCopy {
  conversation: ConversationDelta['conversation'];
  membership: ConversationDelta['membership'];
  messages: Map<string, Message>;
  members: Map<string, ConversationDelta['members'][number]>;
}

/**
 * The plainest client that v1 allows: it keeps what pages of sync bring, row by row, and reads history and gaps when told
 * that they are there. Its copy after a delta must be that of somebody who has just arrived.
 */
export class AccountCopy {
  token: string | undefined;
  #me: unknown = null;
  #blocked: readonly string[] = [];
  readonly #users = new Map<string, User>();
  readonly #conversations = new Map<string, ConversationCopy>();
  readonly #actor: Actor;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** Takes a snapshot, and reads every conversation to its beginning. */
  async begin(): Promise<this> {
    await this.#readPages();
    for (const copy of this.#conversations.values()) await this.#readHistory(copy);
    return this;
  }

  /** Takes what happened since the last page, and nothing else. */
  async catchUp(): Promise<this> {
    await this.#readPages();
    return this;
  }

  /** The copy as a plain value, in a fixed order. `users` only as far as this other copy knows them. */
  toValue(usersOf: AccountCopy): unknown {
    const byId = <T>(entries: Iterable<[string, T]>): [string, T][] =>
      [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      me: this.#me,
      blocked: [...this.#blocked].sort(),
      users: byId([...this.#users].filter(([id]) => usersOf.#users.has(id))),
      conversations: byId(
        [...this.#conversations].map(([id, copy]): [string, unknown] => [
          id,
          {
            conversation: { ...copy.conversation, members: [] },
            membership: copy.membership,
            messages: byId(copy.messages),
            members: byId(copy.members).filter(([, member]) => member.state === 'active'),
          },
        ]),
      ),
    };
  }

  async #readPages(): Promise<void> {
    for (let more = true; more; ) {
      const page = await this.#actor.calls('sync.page', this.token === undefined ? {} : { since: this.token });
      await this.#applyPage(page);
      this.token = page.token;
      more = page.has_more;
    }
  }

  async #applyPage(page: SyncPage): Promise<void> {
    if (page.me !== null) this.#takeMe(page.me);
    if (page.blocked !== null) this.#blocked = page.blocked;
    this.#putUsers(page.users);
    for (const delta of page.conversations) await this.#applyDelta(delta);
    for (const id of page.left) this.#conversations.delete(id);
  }

  /** What is said of me is said of the user that I am to others, too. */
  #takeMe(me: Me): void {
    this.#me = me;
    const { id, user_name, display_name, avatar_url, bio, kind, created_at } = me;
    this.#putUsers([{ id, user_name, display_name, avatar_url, bio, kind, created_at }]);
  }

  async #applyDelta(delta: ConversationDelta): Promise<void> {
    const { id } = delta.conversation;
    const known = this.#conversations.get(id);
    const copy = known ?? { ...delta, messages: new Map(), members: new Map() };
    copy.conversation = delta.conversation;
    copy.membership = delta.membership;
    this.#conversations.set(id, copy);
    if (delta.gap !== null && known !== undefined) await this.#readChanges(copy, delta.gap.after);
    this.#putRows(copy, delta.messages, [...delta.conversation.members, ...delta.members]);
    for (const hidden of delta.hidden) copy.messages.delete(hidden);
    // Somebody who joins has no copy to continue from, and reads what was before as history.
    if (known === undefined && this.token !== undefined) await this.#readHistory(copy);
  }

  async #readChanges(copy: ConversationCopy, from: number): Promise<void> {
    for (let after = from, more = true; more; ) {
      const input = { conversation_id: copy.conversation.id, after, limit: 500 };
      const page: Result<'sync.changes'> = await this.#actor.calls('sync.changes', input);
      this.#putRows(copy, page.messages, page.members);
      this.#putUsers(page.users);
      after = page.next_after;
      more = page.has_more;
    }
  }

  async #readHistory(copy: ConversationCopy): Promise<void> {
    for (let after_seq = 0, more = true; more; ) {
      const input = { conversation_id: copy.conversation.id, after_seq, limit: 200 };
      const page: Result<'messages.list'> = await this.#actor.calls('messages.list', input);
      this.#putRows(copy, page.messages, []);
      this.#putUsers(page.users);
      after_seq = page.messages.at(-1)?.seq ?? after_seq;
      more = page.has_more_after;
    }
  }

  #putRows(copy: ConversationCopy, messages: readonly Message[], members: ConversationDelta['members']): void {
    for (const message of messages) {
      const known = copy.messages.get(message.id);
      if (known === undefined || known.pos <= message.pos) copy.messages.set(message.id, message);
    }
    for (const member of members) {
      const known = copy.members.get(member.user_id);
      if (known === undefined || known.pos <= member.pos) copy.members.set(member.user_id, member);
    }
  }

  #putUsers(users: readonly User[]): void {
    for (const user of users) this.#users.set(user.id, user);
  }
}
