import type { Conversation, Member } from '../../core/conversations/conversation.ts';
import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';
import type { KeptPairs, RowCache } from '../sql/row-cache.ts';
import type { MessageTable } from '../sql/tables.ts';
import { writeAcknowledged, writeRows } from './batch-statements.ts';
import { type Step, toArrayText, type Value } from './pipeline.ts';

/** Values by two keys. */
class Pairs<Value> implements KeptPairs<Value> {
  readonly #values = new Map<string, Value>();

  get(one: string, other: string): Value | undefined {
    return this.#values.get(`${one} ${other}`);
  }

  set(one: string, other: string, value: Value): void {
    this.#values.set(`${one} ${other}`, value);
  }

  delete(one: string, other: string): void {
    this.#values.delete(`${one} ${other}`);
  }

  clear(): void {
    this.#values.clear();
  }

  /** Keeps only what is known not to be there. */
  forgetFound(): void {
    for (const [key, value] of this.#values) if (value !== null) this.#values.delete(key);
  }
}

/** What a statement’s text says about the rows that are kept here. */
interface Traits {
  /** It may read or write a row whose change waits here. */
  seesWaiting: boolean;
  writes: boolean;
  /** It may write rows that are kept here; and among them messages. */
  writesKept: boolean;
  writesMessages: boolean;
  writesMentions: boolean;
}

const traitsOfTexts = new Map<string, Traits>();
const MOST_TEXTS = 2_000;

/**
 * The rows of one batch: read and locked at its beginning, changed here, written at its end. Conversations are locked, so
 * nobody else changes them or what goes with them; people and blocks are as true as any read beside somebody else’s write.
 */
export class BatchRows implements RowCache {
  readonly users = new Map<string, User>();
  readonly conversations = new Map<string, Conversation>();
  readonly members = new Pairs<Member>();
  readonly blocks = new Pairs<boolean>();
  /** By sender and the id it chose; null: there is none. */
  readonly sent = new Pairs<Message | null>();
  readonly unreadMentions = new Pairs<readonly number[]>();
  /** Locked. */
  readonly messages = new Map<string, Message>();
  /** How many changes there were. */
  written = 0;
  readonly #advanced = new Map<string, Conversation>();
  readonly #marked = new Map<string, { member: Member; reads: boolean }>();
  readonly #acknowledged = new Map<string, number>();
  #inserted: MessageTable[] = [];
  #announced = false;

  advance(conversation: Conversation): void {
    this.written += 1;
    this.conversations.set(conversation.id, conversation);
    this.#advanced.set(conversation.id, conversation);
  }

  markSent(member: Member): void {
    this.#keepMarks(member, true);
  }

  mark(changed: Member, reads: boolean): void {
    const { conversationId, userId } = changed;
    // A number that is later stays, and the conversation's is taken where that is later, as messages of a batch take it.
    const before = this.members.get(conversationId, userId)?.gpos ?? 0;
    const gpos = Math.max(changed.gpos, before, this.conversations.get(conversationId)?.gpos ?? 0);
    this.#keepMarks({ ...changed, gpos }, reads);
  }

  #keepMarks(member: Member, reads: boolean): void {
    this.written += 1;
    this.members.set(member.conversationId, member.userId, member);
    const key = `${member.conversationId} ${member.userId}`;
    this.#marked.set(key, { member, reads: reads || this.#marked.get(key)?.reads === true });
  }

  acknowledge(userId: string, gpos: number): void {
    this.written += 1;
    this.#acknowledged.set(userId, Math.max(gpos, this.#acknowledged.get(userId) ?? 0));
  }

  insert(row: MessageTable): void {
    this.written += 1;
    this.#inserted.push(row);
  }

  announce(): void {
    this.#announced = true;
  }

  /** Whether what waits is to be written before this statement. Forgets what the statement may change. */
  meet(sql: string): boolean {
    const traits = traitsOf(sql);
    if (traits.writes) {
      this.written += 1;
      if (traits.writesKept && !this.#announced) this.#forget();
      if (traits.writesMessages) this.#forgetMessages();
      if (traits.writesMentions) this.unreadMentions.clear();
      this.#announced = false;
    }
    return traits.seesWaiting && this.hasChanges;
  }

  get hasChanges(): boolean {
    return this.#advanced.size + this.#marked.size + this.#inserted.length > 0;
  }

  /** Takes what waits, as the statement that writes it. */
  takeChanges(): Step {
    const conversations = [...this.#advanced.values()];
    const marks = [...this.#marked.values()];
    const members = marks.map(({ member }) => member);
    const values: Value[] = [
      toArrayText(conversations.map((row) => row.id)),
      toArrayText(conversations.map((row) => row.lastPos)),
      toArrayText(conversations.map((row) => row.lastSeq)),
      toArrayText(conversations.map((row) => row.gpos)),
      toArrayText(conversations.map((row) => row.activeAt)),
      toArrayText(members.map((row) => row.conversationId)),
      toArrayText(members.map((row) => row.userId)),
      toArrayText(members.map((row) => row.readSeq)),
      toArrayText(members.map((row) => row.deliveredSeq)),
      toArrayText(members.map((row) => row.shownReadSeq)),
      toArrayText(members.map((row) => row.pos)),
      toArrayText(members.map((row) => row.gpos)),
      toArrayText(marks.map(({ reads }) => (reads ? 1 : 0))),
      toJson(this.#inserted),
    ];
    this.#advanced.clear();
    this.#marked.clear();
    this.#inserted = [];
    return { statement: writeRows, values };
  }

  /** How far devices have acknowledged, as the statement that writes it; undefined where nobody has. */
  takeAcknowledged(): Step | undefined {
    if (this.#acknowledged.size === 0) return undefined;
    // In the order of their keys: another batch may write the same rows.
    const rows = [...this.#acknowledged].sort(([one], [other]) => (one < other ? -1 : 1));
    this.#acknowledged.clear();
    const values = [toArrayText(rows.map(([userId]) => userId)), toArrayText(rows.map(([, gpos]) => gpos))];
    return { statement: writeAcknowledged, values };
  }

  /** A statement writes rows that nobody named. What waits is kept: it is written before the statement. */
  #forget(): void {
    this.users.clear();
    this.conversations.clear();
    this.members.clear();
    this.blocks.clear();
  }

  #forgetMessages(): void {
    this.messages.clear();
    this.sent.forgetFound();
  }
}

function traitsOf(sql: string): Traits {
  let traits = traitsOfTexts.get(sql);
  if (traits === undefined) {
    const writes = !/^\s*select\b/i.test(sql);
    traits = {
      writes,
      seesWaiting: /\b(?:conversations|members|messages)\b/i.test(sql),
      writesKept: writes && /\b(?:users|conversations|members|blocks)\b/i.test(sql),
      writesMessages: writes && /\bmessages\b/i.test(sql),
      writesMentions: writes && /\bmentions\b/i.test(sql),
    };
    if (traitsOfTexts.size >= MOST_TEXTS) traitsOfTexts.clear();
    traitsOfTexts.set(sql, traits);
  }
  return traits;
}

/** PostgreSQL refuses half of a surrogate pair that is escaped; as the driver sends one it is a replacement character. */
function toJson(rows: readonly MessageTable[]): string {
  const text = JSON.stringify(rows);
  if (!/\\ud[89a-f]/.test(text)) return text;
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
}
