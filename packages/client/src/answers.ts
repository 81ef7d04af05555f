import type { Message, StreamState, SyncPage, User, WireEvent } from '@parlance/protocol';
import type { Call } from './call.ts';
import { toParlanceError } from './errors.ts';
import { type Store, ValueStore } from './store.ts';

/** An answer of an assistant while it is being written. Once it is a message, it is no longer here. */
export interface LiveAnswer {
  readonly id: string;
  readonly conversation_id: string;
  readonly question_id: string;
  readonly sender_id: string;
  /** Who may stop it; in groups and rooms owners and admins may, too. */
  readonly asker_id: string;
  /** The message that gets a new version; null: there will be a new one. */
  readonly message_id: string | null;
  /** What was said so far. */
  readonly text: string;
  /** Nothing came of it. It stays until the next message of its asker. */
  readonly failed: boolean;
}

type Delta = { i: number; text: string };
/** `waiting`: what came while the words before it are being asked for; null: nothing is missing. */
type Entry = { answer: LiveAnswer; waiting: Delta[] | null };
type Answers = ReadonlyMap<string, readonly LiveAnswer[]>;

const MOST_ENDED = 200;

/** Puts the words of answers together, also when it comes in the middle or was away for a while. */
export class LiveAnswers {
  readonly #call: Call;
  readonly #onUser: (user: User) => void;
  readonly #silenceMs: number;
  readonly #answers = new ValueStore<Answers>(new Map());
  readonly #entries = new Map<string, Entry>();
  #connected = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The words of an answer may come after its end. */
  readonly #ended = new Set<string>();

  /** `silenceMs`: an answer that nothing was heard of for so long is asked about, because its end may have been missed. */
  constructor(call: Call, onUser: (user: User) => void, silenceMs: number) {
    this.#call = call;
    this.#onUser = onUser;
    this.#silenceMs = silenceMs;
  }

  /** By conversation, in the order in which they began. */
  get answers(): Store<Answers> {
    return this.#answers;
  }

  hear(event: WireEvent): void {
    const id = event.conversation_id;
    if (id === undefined) return;
    if (event.type === 'stream.start') this.#begin(id, event.data);
    else if (event.type === 'stream.delta') this.#grow(event.data.stream_id, id, event.data);
    else if (event.type === 'stream.end') this.#end(event.data.stream_id, event.data.reason);
    else if (event.type === 'message.sent' || event.type === 'message.edited') this.noteMessage(event.data.message);
  }

  notePage(page: SyncPage): void {
    for (const { messages } of page.conversations) for (const message of messages) this.noteMessage(message);
  }

  /** The message that an answer has become stands in its place; a new question ends the grief about a failed one. */
  noteMessage(message: Message): void {
    const mark = message.annotations.assistant as { stream_id?: unknown } | undefined;
    if (typeof mark?.stream_id === 'string') {
      this.#noteEnded(mark.stream_id);
      this.#drop(mark.stream_id);
    }
    for (const { answer } of this.#entries.values()) {
      const asked = answer.asker_id === message.sender_id && answer.question_id !== message.id;
      if (answer.failed && answer.conversation_id === message.conversation_id && asked) this.#drop(answer.id);
    }
  }

  /** Somebody opens a conversation: what is being written there may have begun long ago. */
  async look(conversationId: string): Promise<void> {
    const { streams } = await this.#call('streams.list', { conversation_id: conversationId });
    for (const state of streams) {
      if (this.#entries.has(state.stream_id) || this.#ended.has(state.stream_id)) continue;
      const { stream_id: id, question_id, sender_id, asker_id, message_id, text } = state;
      const place = { id, conversation_id: conversationId, question_id, message_id };
      this.#put({ ...place, sender_id, asker_id, text, failed: false });
    }
  }

  /** The connection is back: asks what was said meanwhile. */
  kick(): void {
    this.#connected = true;
    for (const { answer } of this.#entries.values()) {
      if (!answer.failed) this.#resume(answer.id, answer.conversation_id);
    }
    this.#watch();
  }

  /** The connection is lost: what was said stays to be read, and nothing is asked. */
  pause(): void {
    this.#connected = false;
    clearTimeout(this.#timer);
  }

  clear(): void {
    this.#entries.clear();
    this.#ended.clear();
    this.#publish();
  }

  #begin(conversationId: string, data: Extract<WireEvent, { type: 'stream.start' }>['data']): void {
    const { stream_id, question_id, asker_id, message_id, sender } = data;
    this.#onUser(sender);
    this.#ended.delete(stream_id);
    for (const { answer } of this.#entries.values()) {
      if (answer.failed && answer.conversation_id === conversationId) this.#entries.delete(answer.id);
    }
    const place = { id: stream_id, conversation_id: conversationId, question_id, message_id };
    this.#put({ ...place, sender_id: sender.id, asker_id, text: '', failed: false });
  }

  #grow(id: string, conversationId: string, delta: Delta): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      // Begun before I came.
      if (!this.#ended.has(id)) this.#resume(id, conversationId);
    } else if (entry.waiting !== null) {
      entry.waiting.push(delta);
    } else if (delta.i > entry.answer.text.length) {
      this.#resume(id, conversationId);
    } else {
      this.#put(extend(entry.answer, delta));
    }
  }

  #end(id: string, reason: string): void {
    const entry = this.#entries.get(id);
    if (reason === 'failed' && entry !== undefined) {
      this.#put({ ...entry.answer, failed: true });
      return;
    }
    // What was interrupted may go on, under the same id.
    if (reason !== 'interrupted') this.#noteEnded(id);
    this.#drop(id);
  }

  #resume(id: string, conversationId: string): void {
    const entry = this.#entries.get(id);
    if (entry?.waiting != null) return;
    const have = entry?.answer.text.length ?? 0;
    const waiting: Delta[] = [];
    const place = {
      id,
      conversation_id: conversationId,
      question_id: '',
      sender_id: '',
      asker_id: '',
      message_id: null,
    };
    this.#entries.set(id, { answer: entry?.answer ?? { ...place, text: '', failed: false }, waiting });
    this.#call('streams.resume', { stream_id: id, have }).then(
      (state) => this.#takeState(state, waiting),
      (thrown: unknown) => this.#giveUp(id, waiting, toParlanceError(thrown).code),
    );
  }

  #takeState(state: StreamState, waiting: Delta[]): void {
    const entry = this.#entries.get(state.stream_id);
    if (entry?.waiting !== waiting) return;
    if (state.state === 'ended') {
      this.#noteEnded(state.stream_id);
      this.#drop(state.stream_id);
      return;
    }
    const { question_id, sender_id, asker_id, message_id } = state;
    let answer: LiveAnswer = { ...entry.answer, question_id, sender_id, asker_id, message_id };
    answer = extend(answer, state);
    for (const delta of waiting) if (delta.i <= answer.text.length) answer = extend(answer, delta);
    this.#put(answer);
  }

  #giveUp(id: string, waiting: Delta[], code: string): void {
    const entry = this.#entries.get(id);
    if (entry?.waiting !== waiting) return;
    entry.waiting = null;
    // Unless it is gone, the next words or the next connection ask again.
    if (code === 'not_found' || entry.answer.sender_id === '') this.#drop(id);
  }

  #put(answer: LiveAnswer): void {
    this.#entries.set(answer.id, { answer, waiting: null });
    this.#publish();
  }

  #drop(id: string): void {
    if (this.#entries.delete(id)) this.#publish();
  }

  #noteEnded(id: string): void {
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (this.#ended.size > MOST_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Nothing was heard of any answer for a while. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (!this.#connected || [...this.#entries.values()].every(({ answer }) => answer.failed)) return;
    this.#timer = setTimeout(() => this.kick(), this.#silenceMs);
  }

  #publish(): void {
    this.#watch();
    const next = new Map<string, LiveAnswer[]>();
    for (const { answer } of this.#entries.values()) {
      if (answer.sender_id === '') continue;
      const here = next.get(answer.conversation_id);
      if (here === undefined) next.set(answer.conversation_id, [answer]);
      else here.push(answer);
    }
    if (next.size > 0 || this.#answers.get().size > 0) this.#answers.set(next);
  }
}

/** Words from a place on: they replace what stood there, as when an answer is begun anew. */
function extend(answer: LiveAnswer, { i, text }: Delta): LiveAnswer {
  return { ...answer, text: answer.text.slice(0, i) + text };
}
