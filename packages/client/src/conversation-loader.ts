import type { Member, User } from '@parlance/protocol';
import type { Call } from './call.ts';
import type { SyncEngine } from './sync/engine.ts';
import { gatherChanges } from './sync/gather-changes.ts';
import { applyHistory, fillGap, forgetBeforeGap } from './sync/pages.ts';
import { lastRange } from './sync/ranges.ts';
import type { ConversationRecord } from './sync/state.ts';

const PAGE = 50;
/** A gap wider than this is cheaper to forget and read as history. */
const WIDEST_GAP = 2000;
const GAP_PAGES = 4;
const MOST_MEMBERS = 1000;

/** Reads what a conversation needs to be shown: its newest page, what a gap left out, its members, older pages. */
export class ConversationLoader {
  readonly #engine: SyncEngine;
  readonly #call: Call;
  readonly #id: string;
  #completing: Promise<void> | null = null;
  #loadingOlder: Promise<void> | null = null;

  constructor(engine: SyncEngine, call: Call, id: string) {
    this.#engine = engine;
    this.#call = call;
    this.#id = id;
  }

  /** Reads what is missing for a first look, once for all who ask at the same time. Throws ParlanceError. */
  complete(): Promise<void> {
    this.#completing ??= this.#complete().finally(() => {
      this.#completing = null;
    });
    return this.#completing;
  }

  /** Reads the page before the oldest message that is shown. Throws ParlanceError. */
  older(): Promise<void> {
    this.#loadingOlder ??= this.#older().finally(() => {
      this.#loadingOlder = null;
    });
    return this.#loadingOlder;
  }

  async #complete(): Promise<void> {
    if (this.#record === undefined) {
      this.#engine.takeView(await this.#call('conversations.get', { conversation_id: this.#id }));
    }
    await this.#fill();
    if (this.#needsNewest()) await this.#read();
    if (this.#needsMembers()) await this.#readMembers();
  }

  get #record(): ConversationRecord | undefined {
    return this.#engine.state.conversations.get(this.#id);
  }

  async #fill(): Promise<void> {
    const gap = this.#record?.gap;
    if (gap === undefined || gap === null) return;
    const narrow = gap.before - gap.after <= WIDEST_GAP;
    const changes = narrow ? await gatherChanges(this.#call, this.#id, gap.after, GAP_PAGES) : null;
    await this.#engine.update((draft) => {
      if (changes !== null) fillGap(draft, this.#id, gap, changes);
      else forgetBeforeGap(draft, this.#id);
    });
  }

  #needsNewest(): boolean {
    const record = this.#record;
    if (record === undefined) return false;
    const { last_seq } = record.conversation;
    const range = lastRange(record.ranges);
    if (range === undefined || range.to < last_seq) return last_seq > 0;
    return range.from > 1 && range.to - range.from + 1 < PAGE;
  }

  /** One page of history: the newest, or the one before `before`. */
  async #read(before?: number): Promise<void> {
    const lastSeq = this.#record?.conversation.last_seq ?? 0;
    const paging = before === undefined ? {} : { before_seq: before };
    const page = await this.#call('messages.list', { conversation_id: this.#id, limit: PAGE, ...paging });
    // A page reaches to its end, and a page with nothing in it over its whole length: the rest is hidden from me.
    const to = before === undefined ? Math.max(lastSeq, page.messages.at(-1)?.seq ?? 0) : before - 1;
    const oldest = page.messages[0]?.seq ?? Math.max(1, to - PAGE + 1);
    const from = page.has_more_before ? oldest : 1;
    await this.#engine.update((draft) => applyHistory(draft, this.#id, { ...page, from, to }));
  }

  async #older(): Promise<void> {
    const record = this.#record;
    const range = record === undefined ? undefined : lastRange(record.ranges);
    if (range === undefined) return this.complete();
    if (range.from > 1) await this.#read(range.from);
  }

  #needsMembers(): boolean {
    const record = this.#record;
    if (record === undefined) return false;
    const active = [...record.members.values()].filter((member) => member.state === 'active').length;
    return active < Math.min(record.conversation.member_count, MOST_MEMBERS);
  }

  async #readMembers(): Promise<void> {
    const members: Member[] = [];
    const users: User[] = [];
    let cursor: string | null = null;
    do {
      const paging: { cursor?: string } = cursor === null ? {} : { cursor };
      const page: { members: Member[]; users: User[]; next_cursor: string | null } = await this.#call('members.list', {
        conversation_id: this.#id,
        limit: 200,
        ...paging,
      });
      members.push(...page.members);
      users.push(...page.users);
      cursor = page.next_cursor;
    } while (cursor !== null && members.length < MOST_MEMBERS);
    await this.#engine.update((draft) => {
      draft.putUsers(users);
      draft.putMembers(this.#id, members);
    });
  }
}
