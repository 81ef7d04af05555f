import type { Member, Message, Result } from '@parlance/protocol';
import type { LiveAnswer } from './answers.ts';
import type { ConversationLoader } from './conversation-loader.ts';
import { ParlanceError } from './errors.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import type { ClientParts } from './parts.ts';
import { activeMembers, presentEntry, presentMessages } from './present.ts';
import { DerivedStore, type Store, sameItems } from './store.ts';
import { lastRange } from './sync/ranges.ts';
import type { ConversationRecord } from './sync/state.ts';
import { uuidV7 } from './uuid-v7.ts';
import type { ConversationState, MessageDraft, MessageView } from './views.ts';

/** One conversation that somebody looks at. It is kept complete until `close`. Made by `client.open`. */
export class ConversationHandle {
  readonly id: string;
  /** undefined: not known (yet), or no longer mine. */
  readonly state: Store<ConversationState | undefined>;
  /** The newest loaded messages without a hole, oldest first; what is on its way stands at the end. */
  readonly messages: Store<readonly MessageView[]>;
  /** User ids of others who type now. */
  readonly typing: Store<readonly string[]>;
  /** Answers of assistants that are being written here, in the order in which they began. */
  readonly answers: Store<readonly LiveAnswer[]>;
  /** The active members, in order of joining; up to 1000. */
  readonly members: Store<readonly Member[]>;
  /** Whether `loadOlder` would find more. */
  readonly hasOlder: Store<boolean>;
  readonly #parts: ClientParts;
  readonly #loader: ConversationLoader;
  #closed = false;

  constructor(parts: ClientParts, id: string) {
    this.#parts = parts;
    this.id = id;
    const { engine, outbox, typing, open, answers } = parts;
    const record = new DerivedStore([engine.account], () => engine.state.conversations.get(id));
    this.state = new DerivedStore([parts.conversationMap], () => parts.conversationMap.get().get(id));
    this.messages = new DerivedStore(
      [record, outbox.entries, outbox.unplaced],
      () => this.#presentMessages(record.get()),
      sameItems,
    );
    this.typing = new DerivedStore([typing.typists], () => typing.typists.get().get(id) ?? [], sameItems);
    const live = () => answers.answers.get().get(id) ?? [];
    this.answers = new DerivedStore([answers.answers], live, sameItems);
    const members = () => {
      const known = record.get();
      return known === undefined ? [] : activeMembers(known);
    };
    this.members = new DerivedStore([record], members, sameItems);
    this.hasOlder = new DerivedStore([record], () => hasOlder(record.get()));
    this.#loader = open.enter(id);
  }

  /**
   * Sends a message: shown at once as pending, kept until the server has it, also through restarts when the cache
   * outlives them. Throws `signed_out` without a session.
   */
  send(message: string | MessageDraft): MessageView {
    const { engine, outbox, typing, now } = this.#parts;
    const { me } = engine.state;
    if (me === null) throw new ParlanceError('signed_out', 'Log in before sending.');
    const draft = typeof message === 'string' ? { content: { type: 'text' as const, text: message } } : message;
    const entry: OutboxEntry = {
      client_id: uuidV7(now()),
      conversation_id: this.id,
      content: draft.content,
      reply_to: draft.reply_to ?? null,
      thread_id: draft.thread_id ?? null,
      mentions: draft.mentions ?? [],
      created_at: now(),
      status: 'pending',
    };
    outbox.add(entry);
    typing.stop(this.id, true);
    const shown = this.messages.get().find((view) => view.client_id === entry.client_id);
    return shown ?? presentEntry(entry, me.id, 1);
  }

  /** Sends a failed message again. */
  retry(clientId: string): void {
    this.#parts.outbox.retry(clientId);
  }

  /** Forgets a failed message. */
  discard(clientId: string): void {
    this.#parts.outbox.discard(clientId);
  }

  /** Reads the page before the oldest message shown. Throws ParlanceError. */
  loadOlder(): Promise<void> {
    return this.#loader.older();
  }

  /** I have read up to this message; without `seq`, all. */
  markRead(seq?: number): void {
    this.#parts.readMarks.mark(this.id, seq);
  }

  /** Call it for every key; others are told at most every three seconds. */
  typingNow(): void {
    if (this.#parts.supervisor.live) this.#parts.typing.tell(this.id);
  }

  stopTyping(): void {
    this.#parts.typing.stop(this.id);
  }

  /** Throws ParlanceError; its problem's `current` is the newer message after a `revision_conflict`. */
  async edit(messageId: string, text: string): Promise<Message> {
    const seen = this.messages.get().find((view) => view.id === messageId);
    const base = seen ?? (await this.#parts.call('messages.get', { message_id: messageId }));
    const input = { message_id: messageId, content: { type: 'text' as const, text }, base_rev: base.rev };
    const message = await this.#parts.call('messages.edit', input);
    this.#parts.engine.takeMessage('message.edited', message);
    return message;
  }

  /** For all (a tombstone stays), or for me alone. Throws ParlanceError. */
  async delete(messageId: string, scope: 'all' | 'me' = 'all'): Promise<void> {
    await this.#parts.call('messages.delete', { message_id: messageId, scope });
    if (scope === 'all') return;
    const data = { message_id: messageId };
    this.#parts.engine.applyEvent({ type: 'message.hidden', conversation_id: this.id, data });
  }

  async react(messageId: string, emoji: string): Promise<Message> {
    const message = await this.#parts.call('reactions.add', { message_id: messageId, emoji });
    this.#parts.engine.takeMessage('message.reacted', message);
    return message;
  }

  async unreact(messageId: string, emoji: string): Promise<Message> {
    const message = await this.#parts.call('reactions.remove', { message_id: messageId, emoji });
    this.#parts.engine.takeMessage('message.reacted', message);
    return message;
  }

  /** Ends an answer that is being written: what was said so far becomes the message. */
  async stopAnswer(answerId: string): Promise<void> {
    await this.#parts.call('streams.stop', { stream_id: answerId });
  }

  /** Has an answer to my question written anew: its words come in `answers`, then as a new version of the message. */
  async regenerate(messageId: string): Promise<void> {
    await this.#parts.call('messages.regenerate', { message_id: messageId });
  }

  /** Up to three short replies to the last message, to choose from; `reason` says why there are none. */
  suggestReplies(): Promise<Result<'conversations.suggest_replies'>> {
    return this.#parts.call('conversations.suggest_replies', { conversation_id: this.id });
  }

  /** What I missed since my read mark. Marks nothing read. */
  catchUp(): Promise<Result<'conversations.catch_up'>> {
    return this.#parts.call('conversations.catch_up', { conversation_id: this.id });
  }

  /**
   * Has a voice message written down. The text comes as `annotations.transcript` of the message in `messages`; `reason`
   * says why there will be none.
   */
  async transcribe(messageId: string): Promise<Result<'messages.transcribe'>> {
    const asked = await this.#parts.call('messages.transcribe', { message_id: messageId });
    this.#parts.engine.takeMessage('message.annotated', asked.message);
    return asked;
  }

  /** Nobody looks any more. The stores keep their last values; messages on their way still go out. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stopTyping();
    this.#parts.open.leave(this.id);
  }

  #presentMessages(record: ConversationRecord | undefined): readonly MessageView[] {
    const { engine, outbox } = this.#parts;
    const here = (item: { conversation_id: string }) => item.conversation_id === this.id;
    const entries = outbox.entries.get().filter(here);
    return presentMessages(record, entries, outbox.unplaced.get().filter(here), engine.state.me?.id ?? '');
  }
}

function hasOlder(record: ConversationRecord | undefined): boolean {
  if (record === undefined) return false;
  const range = lastRange(record.ranges);
  return range === undefined ? record.conversation.last_seq > 0 : range.from > 1;
}
