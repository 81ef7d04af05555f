import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import { once } from '../../core/once.ts';
import type { User } from '../../core/users/user.ts';
import type { RowCache } from '../sql/row-cache.ts';
import type { SqliteDatabase, SqliteStatement } from './driver.ts';
import { Recent, RecentPairs } from './recent.ts';
import type { WriterLists } from './writer-lists.ts';

const CACHED_TABLES = ['users', 'conversations', 'members', 'blocks'] as const;
type CachedTable = (typeof CACHED_TABLES)[number];

/** What a statement’s text says about the cache. */
export interface Traits {
  /** Whether it may read or write a row whose counters wait to be written. */
  seesCounters: boolean;
  writes: readonly CachedTable[];
}

/** The rows that the one writer of a SQLite file has in memory. Emptied whenever a transaction is undone. */
export class WriterRows implements RowCache {
  readonly users = new Recent<User>();
  readonly conversations = new Recent<Conversation>();
  readonly members = new RecentPairs<Member>();
  readonly blocks = new RecentPairs<boolean>();
  readonly #lists: WriterLists;
  // Replaced, never cleared: see Gateway.
  #advanced = new Map<string, Conversation>();
  /** Members whose marks moved, the latest last, and whether with a number of that change. */
  #marked = new Map<Member, boolean>();
  readonly #writeConversation: () => SqliteStatement;
  readonly #writeSent: () => SqliteStatement;
  readonly #writeMarks: () => SqliteStatement;
  readonly #onWrite: () => void;
  #announced = false;

  /** `onWrite` is called for each change that waits here. */
  constructor(database: SqliteDatabase, lists: WriterLists, onWrite: () => void) {
    this.#lists = lists;
    this.#onWrite = onWrite;
    this.#writeConversation = once(() =>
      database.prepare('update conversations set last_pos = ?, last_seq = ?, gpos = ?, active_at = ? where id = ?'),
    );
    this.#writeSent = once(() =>
      database.prepare(
        `update members set read_seq = ?, delivered_seq = ?, marked_unread = 0
         where conversation_id = ? and user_id = ?`,
      ),
    );
    this.#writeMarks = once(() =>
      database.prepare(
        `update members set read_seq = ?, shown_read_seq = ?, delivered_seq = ?, marked_unread = ?, pos = ?, gpos = ?
         where conversation_id = ? and user_id = ?`,
      ),
    );
  }

  advance(conversation: Conversation): void {
    this.#onWrite();
    this.#lists.touch(conversation.id);
    this.conversations.set(conversation.id, conversation);
    this.#advanced.set(conversation.id, conversation);
  }

  markSent(member: Member): void {
    this.#keepMarks(member, false);
  }

  mark(member: Member): void {
    this.#lists.touch(member.conversationId, member.userId);
    this.#keepMarks(member, true);
  }

  #keepMarks(member: Member, isNumbered: boolean): void {
    this.#onWrite();
    const { conversationId, userId } = member;
    const before = this.members.get(conversationId, userId);
    this.members.set(conversationId, userId, member);
    const wasNumbered = before !== undefined && this.#marked.get(before) === true;
    if (before !== undefined) this.#marked.delete(before);
    this.#marked.set(member, isNumbered || wasNumbered);
  }

  touch(conversationId: string, userId?: string): void {
    this.#lists.touch(conversationId, userId);
  }

  announce(): void {
    this.#announced = true;
  }

  /** To be called before every statement of the writer. */
  before({ seesCounters, writes }: Traits): void {
    if (seesCounters) this.flush();
    if (writes.length === 0) return;
    if (this.#announced) {
      this.#announced = false;
      return;
    }
    for (const table of writes) this[table].clear();
    if (writes.includes('conversations') || writes.includes('members')) this.#lists.touchAll();
  }

  /** Writes what waits. `get` makes no object of what was changed, as `run` would. */
  flush(): void {
    if (this.#advanced.size > 0) {
      const statement = this.#writeConversation();
      for (const { lastPos, lastSeq, gpos, activeAt, id } of this.#advanced.values()) {
        statement.get(lastPos, lastSeq, gpos, activeAt, id);
      }
      this.#advanced = new Map();
    }
    if (this.#marked.size > 0) {
      for (const [member, isNumbered] of this.#marked) this.#write(member, isNumbered);
      this.#marked = new Map();
    }
  }

  #write(member: Member, isNumbered: boolean): void {
    const { conversationId, userId, readSeq, deliveredSeq } = member;
    if (isNumbered) {
      const { shownReadSeq, markedUnread, pos, gpos } = member;
      const unread = markedUnread ? 1 : 0;
      this.#writeMarks().get(readSeq, shownReadSeq, deliveredSeq, unread, pos, gpos, conversationId, userId);
    } else this.#writeSent().get(readSeq, deliveredSeq, conversationId, userId);
  }

  /** Nothing of this is true any more: what it came from was undone. */
  forget(): void {
    for (const table of CACHED_TABLES) this[table].clear();
    this.#advanced = new Map();
    this.#marked = new Map();
    this.#announced = false;
  }
}

export function toTraits(sql: string): Traits {
  const writes = /^\s*(?:select|pragma)\b/i.test(sql)
    ? []
    : CACHED_TABLES.filter((table) => new RegExp(`\\b(?:into|update|from)\\s+"?${table}\\b`, 'i').test(sql));
  return { seesCounters: /\b(?:conversations|members)\b/i.test(sql), writes };
}
