import type { SyncPage } from '@parlance/protocol';
import { delayBeforeRetry } from './backoff.ts';
import type { Call } from './call.ts';
import { ConversationLoader } from './conversation-loader.ts';
import { toParlanceError } from './errors.ts';
import type { SyncEngine } from './sync/engine.ts';

interface OpenConversation {
  readonly loader: ConversationLoader;
  handles: number;
  attempt: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** The conversations somebody looks at, kept complete: on opening, after each reconnect, after a gap. */
export class OpenConversations {
  readonly #engine: SyncEngine;
  readonly #call: Call;
  readonly #random: () => number;
  readonly #onComplete: (id: string) => Promise<void>;
  readonly #open = new Map<string, OpenConversation>();

  constructor(parts: {
    engine: SyncEngine;
    call: Call;
    random: () => number;
    /** Called when a conversation is complete. */
    onComplete: (id: string) => Promise<void>;
  }) {
    this.#engine = parts.engine;
    this.#call = parts.call;
    this.#random = parts.random;
    this.#onComplete = parts.onComplete;
  }

  enter(id: string): ConversationLoader {
    let conversation = this.#open.get(id);
    if (conversation === undefined) {
      const loader = new ConversationLoader(this.#engine, this.#call, id);
      conversation = { loader, handles: 0, attempt: 0, timer: null };
      this.#open.set(id, conversation);
      this.#engine.open.add(id);
      this.#complete(id, conversation);
    }
    conversation.handles += 1;
    return conversation.loader;
  }

  leave(id: string): void {
    const conversation = this.#open.get(id);
    if (conversation === undefined) return;
    conversation.handles -= 1;
    if (conversation.handles > 0) return;
    if (conversation.timer !== null) clearTimeout(conversation.timer);
    this.#open.delete(id);
    this.#engine.open.delete(id);
  }

  /** The way to the server has opened. */
  kick(): void {
    for (const [id, conversation] of this.#open) {
      conversation.attempt = 0;
      this.#complete(id, conversation);
    }
  }

  notePage(page: SyncPage): void {
    for (const delta of page.conversations) {
      const conversation = this.#open.get(delta.conversation.id);
      if (conversation !== undefined && (delta.limited || page.kind === 'reset')) {
        this.#complete(delta.conversation.id, conversation);
      }
    }
  }

  stop(): void {
    for (const conversation of this.#open.values()) {
      if (conversation.timer !== null) clearTimeout(conversation.timer);
      conversation.timer = null;
    }
  }

  #complete(id: string, conversation: OpenConversation): void {
    if (conversation.timer !== null) clearTimeout(conversation.timer);
    conversation.timer = null;
    const completed = conversation.loader.complete().then(() => this.#onComplete(id));
    completed.catch((thrown: unknown) => {
      const error = toParlanceError(thrown);
      if (!error.retryable || this.#open.get(id) !== conversation) return;
      const delay = delayBeforeRetry(conversation.attempt, this.#random, error.retryAfterMs);
      conversation.attempt += 1;
      conversation.timer = setTimeout(() => this.#complete(id, conversation), delay);
    });
  }
}
