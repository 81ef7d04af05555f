import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import type { User } from '../../core/users/user.ts';
import { type Kept, memberKey, type RowCache } from '../sql/row-cache.ts';
import type { SqliteDatabase, SqliteStatement } from './driver.ts';

/** So many rows of each kind are kept at most: some 10 MB together. */
const MOST_KEPT = 20_000;

const CACHED_TABLES = ['users', 'conversations', 'members', 'blocks'] as const;
type CachedTable = (typeof CACHED_TABLES)[number];

/** What a statement’s text says about the cache. */
interface Traits {
  /** Whether it may read or write a row whose counters wait to be written. */
  seesCounters: boolean;
  writes: readonly CachedTable[];
}

/** The rows that the one writer of a SQLite file has in memory. Emptied whenever a transaction is undone. */
export class WriterRows implements RowCache {
  readonly users = new Recent<User>();
  readonly conversations = new Recent<Conversation>();
  readonly members = new Recent<Member>();
  readonly blocks = new Recent<boolean>();
  readonly #advanced = new Map<string, Conversation>();
  readonly #sent = new Map<string, Member>();
  readonly #traits = new Map<string, Traits>();
  readonly #writeConversation: () => SqliteStatement;
  readonly #writeMember: () => SqliteStatement;
  readonly #onWrite: () => void;
  #announced = false;

  /** `onWrite` is called for each change that waits here. */
  constructor(database: SqliteDatabase, onWrite: () => void) {
    this.#onWrite = onWrite;
    this.#writeConversation = once(() =>
      database.prepare('update conversations set last_pos = ?, last_seq = ?, gpos = ?, active_at = ? where id = ?'),
    );
    this.#writeMember = once(() =>
      database.prepare(
        `update members set read_seq = ?, delivered_seq = ?, marked_unread = 0
         where conversation_id = ? and user_id = ?`,
      ),
    );
  }

  advance(conversation: Conversation): void {
    this.#onWrite();
    this.conversations.set(conversation.id, conversation);
    this.#advanced.set(conversation.id, conversation);
  }

  markSent(member: Member): void {
    this.#onWrite();
    const key = memberKey(member.conversationId, member.userId);
    this.members.set(key, member);
    this.#sent.set(key, member);
  }

  announce(): void {
    this.#announced = true;
  }

  /** To be called before every statement of the writer. */
  before(sql: string): void {
    let traits = this.#traits.get(sql);
    if (traits === undefined) {
      traits = toTraits(sql);
      if (this.#traits.size > MOST_KEPT) this.#traits.clear();
      this.#traits.set(sql, traits);
    }
    if (traits.seesCounters) this.flush();
    if (traits.writes.length === 0) return;
    if (this.#announced) this.#announced = false;
    else for (const table of traits.writes) this[table].clear();
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#advanced.size > 0) {
      const statement = this.#writeConversation();
      for (const { lastPos, lastSeq, gpos, activeAt, id } of this.#advanced.values()) {
        statement.run(lastPos, lastSeq, gpos, activeAt, id);
      }
      this.#advanced.clear();
    }
    if (this.#sent.size > 0) {
      const statement = this.#writeMember();
      for (const { readSeq, deliveredSeq, conversationId, userId } of this.#sent.values()) {
        statement.run(readSeq, deliveredSeq, conversationId, userId);
      }
      this.#sent.clear();
    }
  }

  /** Nothing of this is true any more: what it came from was undone. */
  forget(): void {
    for (const table of CACHED_TABLES) this[table].clear();
    this.#advanced.clear();
    this.#sent.clear();
    this.#announced = false;
  }
}

/** The latest entries, at most twice MOST_KEPT. What is used stays: it moves from the old half to the new one. */
class Recent<Value> implements Kept<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size < MOST_KEPT / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}

function toTraits(sql: string): Traits {
  const writes = /^\s*(?:select|pragma)\b/i.test(sql)
    ? []
    : CACHED_TABLES.filter((table) => new RegExp(`\\b(?:into|update|from)\\s+"?${table}\\b`, 'i').test(sql));
  return { seesCounters: /\b(?:conversations|members)\b/i.test(sql), writes };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
