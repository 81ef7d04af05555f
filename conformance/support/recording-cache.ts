import type { Cache, CacheChange, CacheState, ConversationHead, Message } from '@parlance/client';
import { toSeen } from './follower.ts';
import type { Reader, Step } from './history.ts';

/**
 * A client's cache that also writes down what was stored, in order: what the client counts as its copy, and how far it
 * believes that copy to be complete. Everything is kept in the cache behind it.
 */
export class RecordingCache implements Cache {
  readonly #behind: Cache;
  readonly #steps = new Map<string, Step[]>();
  readonly #heads = new Map<string, Pick<ConversationHead, 'pos' | 'gap'>>();
  /** Every state of a message that was stored, as `id pos`: the same state stored again is no news. */
  readonly #stored = new Set<string>();

  constructor(behind: Cache) {
    this.#behind = behind;
  }

  load(): Promise<CacheState | null> {
    return this.#behind.load();
  }

  clear(): Promise<void> {
    return this.#behind.clear();
  }

  async apply(change: CacheChange): Promise<void> {
    await this.#behind.apply(change);
    const news = (change.messages ?? []).filter((message) => !this.#stored.has(`${message.id} ${message.pos}`));
    for (const message of news) this.#stored.add(`${message.id} ${message.pos}`);
    const touched = new Set([
      ...(change.heads ?? []).map((head) => head.id),
      ...news.map((message) => message.conversation_id),
    ]);
    for (const id of touched) {
      // Changes that waited together come as one: the last state of a conversation is the one that counts.
      const head = change.heads?.findLast((candidate) => candidate.id === id);
      this.#record(
        id,
        head,
        news.filter((message) => message.conversation_id === id).sort((a, b) => a.pos - b.pos),
      );
    }
  }

  /** Up to where the stored copy of a conversation reaches. */
  positionIn(conversation: string): number {
    return this.#heads.get(conversation)?.pos ?? 0;
  }

  /** What was recorded of a conversation in which the client was a member from this position on. */
  toReader(name: string, conversation: string, memberFrom: number): Reader {
    const steps = this.#steps.get(conversation) ?? [];
    return { name, conversation, member: [{ from: memberFrom, to: null }], steps };
  }

  #record(id: string, head: ConversationHead | undefined, messages: Message[]): void {
    const before = this.#heads.get(id);
    const steps = this.#steps.get(id) ?? [];
    this.#steps.set(id, steps);
    const position = before?.pos ?? 0;
    const older = messages.filter((message) => before !== undefined && message.pos <= position);
    const filled = head === undefined ? null : toFilled(before?.gap ?? null, head.gap);
    if (older.length > 0 || filled !== null) {
      steps.push({ type: 'fill', messages: older.map(toSeen), ...(filled ?? { after: 0, upto: 0 }) });
    }
    const newer = messages.filter((message) => !older.includes(message));
    const pos = Math.max(position, head?.pos ?? 0);
    // A client that starts without a copy owes itself nothing of what was before: it reads that as history when wanted.
    const gap = before === undefined ? { after: 0, before: pos + 1 } : (head?.gap ?? null);
    if (newer.length > 0 || pos > position)
      steps.push({ type: 'page', last_pos: pos, messages: newer.map(toSeen), gap });
    this.#heads.set(id, { pos, gap: head === undefined ? (before?.gap ?? null) : head.gap });
  }
}

type Gap = { after: number; before: number } | null;

/** The stretch by which a gap became smaller from below, if it did. */
function toFilled(before: Gap, after: Gap): { after: number; upto: number } | null {
  if (before === null) return null;
  if (after === null) return { after: before.after, upto: before.before - 1 };
  return after.after > before.after ? { after: before.after, upto: after.after } : null;
}
