import type { ConversationView, Me, Message, SyncPage, WireEvent } from '@parlance/protocol';
import type { CacheState } from '../cache/cache.ts';
import type { CacheWriter } from '../cache/cache-writer.ts';
import type { ClientEvents } from '../client-events.ts';
import type { Emitter } from '../emitter.ts';
import { type Store, ValueStore } from '../store.ts';
import { Draft } from './draft.ts';
import { applyChanges, applyPage, applyView, type Changes, dropAbsent, skipTo } from './pages.ts';
import { toUser } from './reducer.ts';
import { Sequence } from './sequence.ts';
import { type AccountState, type ConversationRecord, emptyAccount } from './state.ts';
import { trimRecord } from './trim.ts';

/** The one place where the account's state changes: all transports, all answers and the cache at start end here. */
export class SyncEngine {
  readonly #account = new ValueStore<AccountState>(emptyAccount);
  readonly #sequence = new Sequence();
  readonly #writer: CacheWriter;
  readonly #events: Emitter<ClientEvents>;
  /** Ids named by the pages of a snapshot that is not complete yet. */
  #snapshot: Set<string> | null = null;
  /** The newest token heard of; stored only while no event is held back. */
  #heard: string | null = null;
  /** Conversations that somebody looks at keep all their messages. */
  readonly open = new Set<string>();
  /** Called when a conversation is seen to have a hole. */
  onHole: (id: string) => void = () => undefined;

  constructor(writer: CacheWriter, events: Emitter<ClientEvents>) {
    this.#writer = writer;
    this.#events = events;
  }

  get account(): Store<AccountState> {
    return this.#account;
  }

  get state(): AccountState {
    return this.#account.get();
  }

  restore(cached: CacheState): void {
    const conversations = new Map<string, ConversationRecord>();
    const bySeq = [...cached.messages].sort((a, b) => a.seq - b.seq);
    const lists = new Map<string, Message[]>(cached.heads.map((head) => [head.id, []]));
    for (const message of bySeq) lists.get(message.conversation_id)?.push(message);
    for (const head of cached.heads) conversations.set(head.id, { ...head, messages: lists.get(head.id) ?? [] });
    const users = new Map(cached.users.map((user) => [user.id, user]));
    const { token, me, blocked } = cached;
    this.#account.set({ token, me, blocked, users, conversations });
    this.#heard = token;
  }

  clear(): void {
    this.#account.set(emptyAccount);
    this.#sequence.clear();
    this.#snapshot = null;
    this.#heard = null;
  }

  setMe(me: Me): void {
    void this.update((draft) => draft.setMe(me));
  }

  /** A new connection starts: a snapshot that was cut short counts for nothing, nor does what was held. */
  beginConnection(): void {
    this.#snapshot = null;
    this.#heard = this.state.token;
    this.#sequence.clear();
  }

  /** The server does not know the token: the next connection begins with a snapshot. */
  forgetToken(): void {
    this.#heard = null;
    void this.update((draft) => draft.setToken(null));
  }

  /** Resolves once the page and its token are stored together. */
  async applyPage(page: SyncPage): Promise<void> {
    if (page.kind === 'reset') this.#snapshot ??= new Set();
    else this.#snapshot = null;
    const named = this.#snapshot;
    for (const { conversation } of page.conversations) named?.add(conversation.id);
    const stored = this.update((draft) => {
      applyPage(draft, page);
      for (const { conversation } of page.conversations) this.#sequence.drain(draft, conversation.id);
      for (const id of page.left) this.#sequence.forget(id);
      if (named !== null && !page.has_more) dropAbsent(draft, named);
      // Within a snapshot the token says nothing about the pages to come: a cut there must start it again.
      if (named === null || !page.has_more) draft.setToken(page.token);
    });
    this.#heard = page.token;
    if (!page.has_more) this.#snapshot = null;
    for (const { conversation } of page.conversations) this.#noteApplied(conversation.id);
    this.#events.emit('page', page);
    await stored;
  }

  /** A durable event, from the live stream or made from an answer. */
  applyEvent(event: WireEvent): void {
    const before = event.conversation_id === undefined ? undefined : this.position(event.conversation_id);
    void this.update((draft) => {
      this.#sequence.offer(draft, event);
      if (event.token !== undefined) this.#heard = event.token;
      if (event.conversation_id !== undefined && !this.open.has(event.conversation_id)) {
        trimRecord(draft, event.conversation_id);
      }
      this.#settleToken(draft);
    });
    const id = event.conversation_id;
    if (id === undefined) return;
    if (this.position(id) !== before) this.#noteApplied(id);
    if (this.hasHole(id)) this.onHole(id);
  }

  /** An own change as its answer tells it, ahead of the event, which is then dropped by its position. */
  takeMessage(
    type: 'message.sent' | 'message.edited' | 'message.reacted' | 'message.annotated',
    message: Message,
  ): void {
    const { me } = this.state;
    const place = { conversation_id: message.conversation_id, pos: message.pos };
    // Without a place to put it, the event itself will bring it.
    if (this.position(message.conversation_id) === undefined) return;
    if (type !== 'message.sent') this.applyEvent({ type, ...place, data: { message } });
    else if (me !== null) this.applyEvent({ type, ...place, data: { message, sender: toUser(me) } });
  }

  /** Takes in an own message that the server has; false while changes before it are still to come. */
  placeOwn(message: Message): boolean {
    this.takeMessage('message.sent', message);
    return (this.position(message.conversation_id) ?? -1) >= message.pos;
  }

  takeView(view: ConversationView): void {
    const { id } = view.conversation;
    void this.update((draft) => {
      applyView(draft, view);
      this.#sequence.drain(draft, id);
      this.#settleToken(draft);
    });
    if (this.hasHole(id)) this.onHole(id);
  }

  /** The live stream stands at this token, and everything before it has arrived. */
  reachToken(token: string): void {
    this.#heard = token;
    void this.update((draft) => this.#settleToken(draft));
  }

  position(id: string): number | undefined {
    return this.state.conversations.get(id)?.pos;
  }

  /** Whether changes of the conversation are known to be missing here, other than in a marked gap. */
  hasHole(id: string): boolean {
    const record = this.state.conversations.get(id);
    if (record !== undefined && record.membership !== null && record.conversation.last_pos > record.pos) return true;
    return this.#sequence.isWaiting(id);
  }

  closeHole(id: string, changes: Changes): void {
    this.#resolve(id, (draft) => applyChanges(draft, id, changes));
  }

  /** The hole is too wide to close now: goes on from the present state and marks it. */
  skipHole(view: ConversationView): void {
    this.#resolve(view.conversation.id, (draft) => skipTo(draft, view));
  }

  abandon(id: string): void {
    this.#sequence.forget(id);
    this.#resolve(id, (draft) => {
      const record = draft.conversation(id);
      if (record !== undefined) draft.putHead(id, { pos: Math.max(record.pos, record.conversation.last_pos) });
    });
  }

  reportGap(id: string, after: number): void {
    const before =
      this.#sequence.waiting.get(id) ?? (this.state.conversations.get(id)?.conversation.last_pos ?? after) + 1;
    this.#events.emit('gap', { conversation_id: id, after, before });
  }

  /** Changes the state; resolves once the cache has followed. */
  update(change: (draft: Draft) => void): Promise<void> {
    const draft = new Draft(this.state);
    change(draft);
    const { state, change: written } = draft.finish();
    if (state === this.state) return Promise.resolve();
    this.#account.set(state);
    return this.#writer.write(written);
  }

  #resolve(id: string, change: (draft: Draft) => void): void {
    void this.update((draft) => {
      change(draft);
      this.#sequence.drain(draft, id);
      this.#settleToken(draft);
    });
    this.#noteApplied(id);
  }

  /** While an event is held back, the token may not claim it: a restart would then never ask for what is missing. */
  #settleToken(draft: Draft): void {
    if (this.#sequence.size > 0 || this.#snapshot !== null || this.#heard === null) return;
    if (this.#heard !== this.state.token) draft.setToken(this.#heard);
  }

  #noteApplied(id: string): void {
    const pos = this.position(id);
    if (pos !== undefined) this.#events.emit('applied', { conversation_id: id, pos });
  }
}
