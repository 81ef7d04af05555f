import type { Me, Message, User } from '@parlance/protocol';
import type { OutboxEntry } from '../outbox-entry.ts';
import type { ConversationHead } from '../sync/state.ts';
import type { CacheChange, CacheState } from './cache.ts';

/** A cache's contents in memory, by id. */
export class CacheImage {
  #token: string | null = null;
  #me: Me | null = null;
  #blocked: readonly string[] = [];
  readonly #users = new Map<string, User>();
  readonly #heads = new Map<string, ConversationHead>();
  /** Conversation id → message id → message. */
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #outbox = new Map<string, OutboxEntry>();

  apply(change: CacheChange): void {
    if (change.token !== undefined) this.#token = change.token;
    if (change.me !== undefined) this.#me = change.me;
    if (change.blocked !== undefined) this.#blocked = change.blocked;
    for (const user of change.users ?? []) this.#users.set(user.id, user);
    for (const id of change.dropped ?? []) {
      this.#heads.delete(id);
      this.#messages.delete(id);
    }
    for (const id of change.forgotten ?? []) for (const messages of this.#messages.values()) messages.delete(id);
    for (const head of change.heads ?? []) this.#heads.set(head.id, head);
    for (const message of change.messages ?? []) this.#messagesOf(message.conversation_id).set(message.id, message);
    for (const entry of change.outbox ?? []) this.#outbox.set(entry.client_id, entry);
    for (const clientId of change.settled ?? []) this.#outbox.delete(clientId);
  }

  toState(): CacheState {
    return {
      token: this.#token,
      me: this.#me,
      blocked: this.#blocked,
      users: [...this.#users.values()],
      heads: [...this.#heads.values()],
      messages: [...this.#messages.values()].flatMap((messages) => [...messages.values()]),
      outbox: [...this.#outbox.values()],
    };
  }

  #messagesOf(conversationId: string): Map<string, Message> {
    const messages = this.#messages.get(conversationId) ?? new Map<string, Message>();
    this.#messages.set(conversationId, messages);
    return messages;
  }
}
