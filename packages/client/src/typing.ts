import type { WireEvent } from '@parlance/protocol';
import type { Call } from './call.ts';
import { type Store, ValueStore } from './store.ts';

/** The server forgets a typist after six seconds, and so do we. */
const EXPIRES_MS = 6000;
const TELL_EVERY_MS = 3000;

type Typists = ReadonlyMap<string, readonly string[]>;

/** Who is typing where, and telling others that I am. */
export class Typing {
  readonly #call: Call;
  readonly #now: () => number;
  readonly #myId: () => string | undefined;
  readonly #typists = new ValueStore<Typists>(new Map());
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #told = new Map<string, number>();

  constructor(call: Call, now: () => number, myId: () => string | undefined) {
    this.#call = call;
    this.#now = now;
    this.#myId = myId;
  }

  /** Conversation id → user ids, in the order they began. */
  get typists(): Store<Typists> {
    return this.#typists;
  }

  hear(event: WireEvent): void {
    const id = event.conversation_id;
    if (id === undefined) return;
    if (event.type === 'typing.started') this.#begin(id, event.data.user_id);
    else if (event.type === 'typing.stopped') this.#end(id, event.data.user_id);
    else if (event.type === 'message.sent') this.#end(id, event.data.message.sender_id);
  }

  /** I am typing. May be called for every key: the server is told every three seconds. */
  tell(conversationId: string): void {
    const now = this.#now();
    const told = this.#told.get(conversationId);
    if (told !== undefined && now - told < TELL_EVERY_MS) return;
    this.#told.set(conversationId, now);
    this.#forget(this.#call('typing.start', { conversation_id: conversationId }));
  }

  /** I have stopped, or sent what I typed (then the server knows by itself). */
  stop(conversationId: string, sent = false): void {
    const told = this.#told.get(conversationId);
    this.#told.delete(conversationId);
    if (told === undefined || sent || this.#now() - told >= EXPIRES_MS) return;
    this.#forget(this.#call('typing.stop', { conversation_id: conversationId }));
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#told.clear();
    if (this.#typists.get().size > 0) this.#typists.set(new Map());
  }

  #begin(id: string, userId: string): void {
    if (userId === this.#myId()) return;
    const key = `${id} ${userId}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#end(id, userId), EXPIRES_MS),
    );
    const typing = this.#typists.get().get(id) ?? [];
    if (!typing.includes(userId)) this.#put(id, [...typing, userId]);
  }

  #end(id: string, userId: string): void {
    const key = `${id} ${userId}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const typing = this.#typists.get().get(id) ?? [];
    if (typing.includes(userId))
      this.#put(
        id,
        typing.filter((other) => other !== userId),
      );
  }

  #put(id: string, typing: readonly string[]): void {
    const next = new Map(this.#typists.get());
    if (typing.length === 0) next.delete(id);
    else next.set(id, typing);
    this.#typists.set(next);
  }

  #forget(told: Promise<unknown>): void {
    // Typing is worth nothing a second later: a failure is not worth telling.
    told.catch(() => undefined);
  }
}
