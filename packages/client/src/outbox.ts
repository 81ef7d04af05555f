import type { Message, Problem } from '@parlance/protocol';
import { delayBeforeRetry } from './backoff.ts';
import type { CacheChange } from './cache/cache.ts';
import type { Call } from './call.ts';
import { type ParlanceError, toParlanceError } from './errors.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { type Store, ValueStore } from './store.ts';

export interface OutboxOptions {
  readonly call: Call;
  readonly save: (change: CacheChange) => Promise<void>;
  /** The message exists: takes it into its conversation, and says whether it has its place there already. */
  readonly onSent: (message: Message) => boolean;
  readonly random: () => number;
}

/** One conversation's turn: at most one message under way, the rest behind it. */
interface Lane {
  busy: boolean;
  attempt: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/**
 * Messages on their way. Each conversation's go out one after the other, so that one sender's keep their order; an
 * unknown outcome is sent again under the same client id, for ever, which the server answers with the first result.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries = new ValueStore<readonly OutboxEntry[]>([]);
  readonly #unplaced = new ValueStore<readonly Message[]>([]);
  readonly #lanes = new Map<string, Lane>();
  #running = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** All that wait or were refused, in the order they were written. */
  get entries(): Store<readonly OutboxEntry[]> {
    return this.#entries;
  }

  /** Acknowledged messages that cannot be shown at their place yet, because changes before them are still to come. */
  get unplaced(): Store<readonly Message[]> {
    return this.#unplaced;
  }

  restore(entries: readonly OutboxEntry[]): void {
    this.#entries.set([...entries].sort((a, b) => (a.client_id < b.client_id ? -1 : 1)));
  }

  start(): void {
    this.#running = true;
    this.kick();
  }

  stop(): void {
    this.#running = false;
    for (const lane of this.#lanes.values()) {
      if (lane.timer !== null) clearTimeout(lane.timer);
      lane.timer = null;
    }
  }

  clear(): void {
    this.#entries.set([]);
    this.#unplaced.set([]);
  }

  /** The way to the server has opened: nobody needs to wait any longer. */
  kick(): void {
    for (const id of new Set(this.#entries.get().map((entry) => entry.conversation_id))) {
      const lane = this.#lane(id);
      if (lane.timer !== null) clearTimeout(lane.timer);
      lane.timer = null;
      lane.attempt = 0;
      this.#pump(id);
    }
  }

  add(entry: OutboxEntry): void {
    this.#entries.set([...this.#entries.get(), entry]);
    const stored = this.#options.save({ outbox: [entry] });
    // Stored before it is sent: a message the server has must not be one this device has never heard of.
    void stored.then(() => this.#pump(entry.conversation_id));
  }

  /** Sends a refused message again, behind those that wait. */
  retry(clientId: string): void {
    const entry = this.#find(clientId);
    if (entry?.status !== 'failed') return;
    const { error: _error, ...rest } = entry;
    this.#replace({ ...rest, status: 'pending' });
    this.#pump(entry.conversation_id);
  }

  /** Gives up a refused message. One that is under way cannot be taken back. */
  discard(clientId: string): void {
    if (this.#find(clientId)?.status === 'failed') this.#settle(clientId);
  }

  /** The server has the message: its answer, its event or a page says so. */
  confirm(message: Message): void {
    if (message.client_id === null || this.#find(message.client_id) === undefined) return;
    // First into the conversation, then out of here, in one turn: nobody sees it twice or not at all.
    if (!this.#options.onSent(message)) this.#unplaced.set([...this.#unplaced.get(), message]);
    this.#settle(message.client_id);
  }

  /** The conversation now shows every change up to `pos`. */
  placeUpTo(conversationId: string, pos: number): void {
    const before = this.#unplaced.get();
    const left = before.filter((message) => message.conversation_id !== conversationId || message.pos > pos);
    if (left.length < before.length) this.#unplaced.set(left);
  }

  #settle(clientId: string): void {
    this.#entries.set(this.#entries.get().filter((entry) => entry.client_id !== clientId));
    void this.#options.save({ settled: [clientId] });
  }

  #find(clientId: string): OutboxEntry | undefined {
    return this.#entries.get().find((entry) => entry.client_id === clientId);
  }

  #replace(next: OutboxEntry): void {
    this.#entries.set(this.#entries.get().map((entry) => (entry.client_id === next.client_id ? next : entry)));
    void this.#options.save({ outbox: [next] });
  }

  #lane(conversationId: string): Lane {
    const lane = this.#lanes.get(conversationId) ?? { busy: false, attempt: 0, timer: null };
    this.#lanes.set(conversationId, lane);
    return lane;
  }

  #pump(conversationId: string): void {
    const lane = this.#lane(conversationId);
    if (!this.#running || lane.busy || lane.timer !== null) return;
    const next = this.#entries
      .get()
      .find((entry) => entry.conversation_id === conversationId && entry.status === 'pending');
    if (next === undefined) {
      this.#lanes.delete(conversationId);
      return;
    }
    lane.busy = true;
    void this.#send(lane, next);
  }

  async #send(lane: Lane, entry: OutboxEntry): Promise<void> {
    const { client_id, conversation_id, content, reply_to, thread_id, mentions } = entry;
    try {
      const input = { conversation_id, client_id, content, reply_to, thread_id, mentions: [...mentions] };
      const { message } = await this.#options.call('messages.send', input);
      lane.attempt = 0;
      this.confirm(message);
    } catch (thrown) {
      this.#failed(lane, entry, toParlanceError(thrown));
    }
    lane.busy = false;
    this.#pump(conversation_id);
  }

  #failed(lane: Lane, entry: OutboxEntry, error: ParlanceError): void {
    if (isFinal(error)) {
      lane.attempt = 0;
      if (this.#find(entry.client_id) !== undefined)
        this.#replace({ ...entry, status: 'failed', error: error.problem });
      return;
    }
    if (!this.#running) return;
    const delay = delayBeforeRetry(lane.attempt, this.#options.random, error.retryAfterMs);
    lane.attempt += 1;
    lane.timer = setTimeout(() => {
      lane.timer = null;
      this.#pump(entry.conversation_id);
    }, delay);
  }
}

/** A refusal that sending again will not change. Without a session (401) the message waits for the next one. */
function isFinal(error: ParlanceError): error is ParlanceError & { problem: Problem } {
  return error.problem !== null && !error.retryable && error.status !== 401;
}
