import type { Call } from './call.ts';
import { toParlanceError } from './errors.ts';
import { withRead } from './sync/conversation-fields.ts';
import type { SyncEngine } from './sync/engine.ts';

const SETTLE_MS = 400;
const RETRY_MS = 5000;

/** How far I have read: shown at once, told to the server when it settles, and again if that fails. */
export class ReadMarks {
  readonly #engine: SyncEngine;
  readonly #call: Call;
  readonly #pending = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(engine: SyncEngine, call: Call) {
    this.#engine = engine;
    this.#call = call;
  }

  mark(conversationId: string, upTo?: number): void {
    const record = this.#engine.state.conversations.get(conversationId);
    if (record === undefined || record.membership === null) return;
    const seq = Math.min(upTo ?? record.conversation.last_seq, record.conversation.last_seq);
    const { membership } = record;
    if (seq <= membership.read_seq && !membership.marked_unread) return;
    this.#pending.set(conversationId, Math.max(seq, membership.read_seq, this.#pending.get(conversationId) ?? 0));
    const read = { ...withRead(membership, seq, record.conversation.last_seq), marked_unread: false };
    void this.#engine.update((draft) => draft.putHead(conversationId, { membership: read }));
    this.#schedule(conversationId);
  }

  /** Tells what could not be told before. */
  kick(): void {
    for (const id of this.#pending.keys()) this.#schedule(id);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  clear(): void {
    this.stop();
    this.#pending.clear();
  }

  #schedule(id: string, delay = SETTLE_MS): void {
    if (this.#timers.has(id)) return;
    this.#timers.set(
      id,
      setTimeout(() => void this.#tell(id), delay),
    );
  }

  async #tell(id: string): Promise<void> {
    this.#timers.delete(id);
    const seq = this.#pending.get(id);
    if (seq === undefined) return;
    try {
      await this.#call('conversations.read', { conversation_id: id, seq });
    } catch (thrown) {
      const error = toParlanceError(thrown);
      // Kept, unless the server will never take it; without an answer it waits for the next connection.
      if (error.code === 'network') return;
      if (error.retryable) {
        this.#schedule(id, error.retryAfterMs ?? RETRY_MS);
        return;
      }
    }
    if (this.#pending.get(id) === seq) this.#pending.delete(id);
    else this.#schedule(id);
  }
}
