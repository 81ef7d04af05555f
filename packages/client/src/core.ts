import type { Me, Message, SyncPage, User, WireEvent } from '@parlance/protocol';
import { LiveAnswers } from './answers.ts';
import { Auth } from './auth.ts';
import type { Cache } from './cache/cache.ts';
import { CacheWriter } from './cache/cache-writer.ts';
import { MemoryCache } from './cache/memory-cache.ts';
import type { Call } from './call.ts';
import type { ClientEvents } from './client-events.ts';
import { Supervisor } from './connection/supervisor.ts';
import { openTransport } from './connection/transport.ts';
import { conversationMapStore } from './conversation-stores.ts';
import { MemoryCredentials } from './credentials.ts';
import { Emitter } from './emitter.ts';
import { OpenConversations } from './open-conversations.ts';
import type { ClientOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { PresenceWatch } from './presence.ts';
import { ReadMarks } from './read-marks.ts';
import { reportLater } from './report-later.ts';
import { Requests } from './requests.ts';
import { Rest } from './rest.ts';
import type { Store } from './store.ts';
import { Acknowledger } from './sync/acknowledger.ts';
import { SyncEngine } from './sync/engine.ts';
import { GapKeeper } from './sync/gaps.ts';
import { Resumer } from './sync/resumer.ts';
import { Translations } from './translations.ts';
import { Typing } from './typing.ts';
import type { ConversationState } from './views.ts';

/** How long nothing may be heard of an answer before the server is asked; between two polls words are missed. */
const SILENCE_MS = { poll: 2_000, connected: 10_000 };

/** Between two polls the server may forget who watches whom. */
const PRESENCE_RENEWAL_MS = 30_000;

/** The parts of a client, and how what arrives goes through them. The public face is ParlanceClient. */
export class ClientCore {
  readonly now: () => number;
  readonly events = new Emitter<ClientEvents>();
  readonly call: Call;
  readonly auth: Auth;
  readonly engine: SyncEngine;
  readonly supervisor: Supervisor;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly answers: LiveAnswers;
  readonly translations: Translations;
  readonly presence: PresenceWatch;
  readonly readMarks: ReadMarks;
  readonly open: OpenConversations;
  readonly conversationMap: Store<ReadonlyMap<string, ConversationState>>;
  readonly #cache: Cache;
  readonly #writer: CacheWriter;
  readonly #gaps: GapKeeper;
  readonly #resumer: Resumer;
  readonly #acknowledger: Acknowledger;

  constructor(options: ClientOptions) {
    const random = options.random ?? Math.random;
    const now = options.now ?? Date.now;
    this.now = now;
    this.#cache = options.cache ?? new MemoryCache();
    this.#writer = new CacheWriter(this.#cache, reportLater);
    // Wrapped, because a browser's fetch refuses to be called as a method of something else.
    const rest = new Rest(options.url, options.fetch ?? ((input, init) => globalThis.fetch(input, init)));
    const store = options.credentials ?? new MemoryCredentials();
    this.auth = new Auth({ rest, store, now, onEnded: (reason) => this.#end(reason) });
    const requests = new Requests(rest, this.auth, () => this.supervisor.request);
    this.translations = new Translations(options.translate === true);
    const call = this.translations.wrap((operationId, input) => requests.call(operationId, input));
    this.call = call;
    this.engine = new SyncEngine(this.#writer, this.events);
    this.supervisor = new Supervisor({
      open: openTransport(options, rest),
      auth: this.auth,
      since: () => this.engine.state.token,
      now,
      random,
      onConnecting: () => this.engine.beginConnection(),
      onPage: (page) => this.#takePage(page),
      onLive: (token) => this.#goLive(token),
      onToken: (token) => this.engine.reachToken(token),
      onEvent: (event) => this.#takeEvent(event),
      onHeartbeat: (token) => this.#resumer.noteFrontier(token),
      onLost: () => this.#lose(),
      onTokenRefused: () => this.engine.forgetToken(),
    });
    const generation = () => this.supervisor.generation;
    this.#gaps = new GapKeeper(this.engine, call, random);
    this.#resumer = new Resumer({ engine: this.engine, call, generation, random });
    this.#acknowledger = new Acknowledger(this.engine, call, () => this.#writer.idle());
    const save = this.#writer.write.bind(this.#writer);
    this.outbox = new Outbox({ call, save, random, onSent: (message) => this.engine.placeOwn(message) });
    this.typing = new Typing(call, now, () => this.engine.state.me?.id);
    const silenceMs = options.transport === 'poll' ? SILENCE_MS.poll : SILENCE_MS.connected;
    const takeUser = (user: User) => void this.engine.update((draft) => draft.putUsers([user]));
    this.answers = new LiveAnswers(call, takeUser, silenceMs);
    this.presence = new PresenceWatch({ call, renewMs: options.transport === 'poll' ? PRESENCE_RENEWAL_MS : null });
    this.readMarks = new ReadMarks(this.engine, call);
    this.open = new OpenConversations({
      engine: this.engine,
      call,
      random,
      onComplete: (id) => this.#look(id),
    });
    this.conversationMap = conversationMapStore(this.engine.account);
    this.engine.onHole = (id) => this.#gaps.watch(id);
    this.events.on('applied', ({ conversation_id, pos }) => this.outbox.placeUpTo(conversation_id, pos));
  }

  start(): void {
    this.#gaps.start();
    this.#acknowledger.start();
    this.outbox.start();
    this.supervisor.start();
  }

  /** Resolves when the cache has everything. */
  async stop(): Promise<void> {
    this.supervisor.stop();
    this.#pause();
    await this.#writer.idle();
  }

  /** Somebody has logged in: goes on from the cached copy if it is theirs. */
  async adopt(me: Me): Promise<void> {
    await this.#writer.idle();
    const cached = await this.#cache.load();
    this.engine.clear();
    this.outbox.clear();
    if (cached?.me?.id === me.id) {
      this.engine.restore(cached);
      this.outbox.restore(cached.outbox);
    } else if (cached !== null) {
      await this.#cache.clear();
    }
    this.engine.setMe(me);
  }

  /** Leaves nothing of the account on this device. */
  async forget(): Promise<void> {
    await this.stop();
    this.#clear();
    await this.#cache.clear();
  }

  /** The session is over. The cached copy stays, for when the same person logs in again. */
  #end(reason: string): void {
    this.#pause();
    this.supervisor.end(reason);
    this.#clear();
  }

  #clear(): void {
    this.engine.clear();
    this.outbox.clear();
    this.readMarks.clear();
    this.answers.clear();
    this.translations.clear();
    this.presence.clear();
  }

  #pause(): void {
    this.#gaps.stop();
    this.#resumer.stop();
    this.#acknowledger.stop();
    this.outbox.stop();
    this.open.stop();
    this.readMarks.stop();
    this.presence.stop();
    this.answers.pause();
    this.typing.clear();
  }

  /** What a conversation has beyond its messages, for whoever opens it or comes back to it. */
  async #look(id: string): Promise<void> {
    const { conversations, users } = this.engine.state;
    const members = [...(conversations.get(id)?.members.keys() ?? [])];
    if (members.some((userId) => users.get(userId)?.kind === 'bot')) await this.answers.look(id);
    await this.translations.look(this.call, id);
  }

  async #takePage(page: SyncPage): Promise<void> {
    const stored = this.engine.applyPage(page);
    this.translations.take(page.translations);
    for (const delta of page.conversations) for (const message of delta.messages) this.#confirm(message);
    this.open.notePage(page);
    this.answers.notePage(page);
    this.#acknowledger.note();
    await stored;
  }

  #takeEvent(event: WireEvent): void {
    this.events.emit('event', event);
    this.typing.hear(event);
    this.answers.hear(event);
    this.translations.hear(event);
    this.presence.hear(event);
    if (isEphemeral(event)) return;
    this.#resumer.noteArrival();
    this.engine.applyEvent(event);
    if (event.type === 'message.sent') this.#confirm(event.data.message);
    this.#acknowledger.note();
  }

  #confirm(message: Message): void {
    if (message.client_id !== null && message.sender_id === this.engine.state.me?.id) this.outbox.confirm(message);
  }

  #goLive(token: string): void {
    this.engine.reachToken(token);
    this.outbox.kick();
    this.open.kick();
    this.readMarks.kick();
    this.presence.start();
    this.answers.kick();
  }

  #lose(): void {
    this.#resumer.stop();
    this.presence.stop();
    this.answers.pause();
    this.typing.clear();
  }
}

/** Durable events need not carry a token each: the last of what the server wrote at once has it for all. */
function isEphemeral({ type }: WireEvent): boolean {
  return (
    type.startsWith('typing.') ||
    type.startsWith('call.') ||
    type.startsWith('stream.') ||
    type === 'presence.changed' ||
    type === 'translation.ready'
  );
}
