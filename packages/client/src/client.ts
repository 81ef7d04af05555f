import type {
  Conversation,
  ConversationView,
  Input,
  Me,
  OperationId,
  Presence,
  Result,
  Translation,
  User,
} from '@parlance/protocol';
import type { ClientEvents } from './client-events.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { ConversationHandle } from './conversation-handle.ts';
import { conversationListStore } from './conversation-stores.ts';
import { ClientCore } from './core.ts';
import { ParlanceError } from './errors.ts';
import { Moderation } from './moderation.ts';
import type { ClientOptions } from './options.ts';
import { DerivedStore, type Store } from './store.ts';
import type { ConversationState } from './views.ts';

/**
 * One account on one device: logs in, keeps a complete copy of what the account sees, and sends what it writes.
 * Methods that ask the server throw ParlanceError.
 */
export class ParlanceClient {
  readonly me: Store<Me | null>;
  readonly connection: Store<ConnectionStatus>;
  /** Mine, the last active first. */
  readonly conversations: Store<readonly ConversationState[]>;
  /** Everybody this account has come across, by id. */
  readonly users: Store<ReadonlyMap<string, User>>;
  /** User ids. */
  readonly blocked: Store<readonly string[]>;
  /** Of those named to `watchPresence`, by user id. */
  readonly presence: Store<ReadonlyMap<string, Presence>>;
  /** What messages say in my language, by message id; one for another `rev` than the message has is out of date. */
  readonly translations: Store<ReadonlyMap<string, Translation>>;
  /** Reports, reviews and appeals. */
  readonly moderation: Moderation;
  readonly #core: ClientCore;
  readonly #device: { device?: string };

  constructor(options: ClientOptions) {
    const core = new ClientCore(options);
    const { account } = core.engine;
    this.#core = core;
    this.#device = options.device === undefined ? {} : { device: options.device };
    this.me = new DerivedStore([account], () => account.get().me);
    this.users = new DerivedStore([account], () => account.get().users);
    this.blocked = new DerivedStore([account], () => account.get().blocked);
    this.conversations = conversationListStore(core.conversationMap);
    this.connection = core.supervisor.status;
    this.presence = core.presence.presence;
    this.translations = core.translations.all;
    this.moderation = new Moderation((operationId, input) => core.call(operationId, input));
  }

  /** Creates an account with a password, and logs in. */
  register(input: Omit<Input<'auth.register'>, 'device'>): Promise<Me> {
    return this.#enter('auth.register', { ...input, ...this.#device });
  }

  login(input: Omit<Input<'auth.login'>, 'device'>): Promise<Me> {
    return this.#enter('auth.login', { ...input, ...this.#device });
  }

  guest(input: Omit<Input<'auth.guest'>, 'device'>): Promise<Me> {
    return this.#enter('auth.guest', { ...input, ...this.#device });
  }

  /** Logs in with a token of the installation's own identity provider. */
  external(token: string): Promise<Me> {
    return this.#enter('auth.external', { token, ...this.#device });
  }

  /** Goes on with the stored session and the cached copy, without asking the server; null when there is no session. */
  async restore(): Promise<Me | null> {
    const me = await this.#core.auth.restore();
    if (me !== null) await this.#core.adopt(me);
    return this.me.get();
  }

  /** Ends the session and removes everything of it from this device. */
  async logout(): Promise<void> {
    await this.#core.forget();
    await this.#core.auth.leave();
  }

  /** Connects, and stays connected until `stop`. Needs a session. */
  start(): void {
    this.#core.start();
  }

  /** Disconnects. Resolves when the cache has everything. */
  stop(): Promise<void> {
    return this.#core.stop();
  }

  /** Asks the server anything it understands: over the socket while that is live, else over REST. */
  call<Id extends OperationId>(operationId: Id, input: Input<Id>): Promise<Result<Id>> {
    return this.#core.call(operationId, input);
  }

  /** Keeps `presence` up to date for these people, also through reconnects; returns the function that ends it. */
  watchPresence(userIds: readonly string[]): () => void {
    return this.#core.presence.watch(userIds);
  }

  /** Looks at a conversation, until the handle is closed. Needs no waiting: the handle's stores fill as it loads. */
  open(conversationId: string): ConversationHandle {
    return new ConversationHandle(this.#core, conversationId);
  }

  /** The direct conversation with a person; made when there is none. */
  async openDirect(userId: string): Promise<ConversationState> {
    return this.#enterConversation(await this.call('conversations.create', { kind: 'direct', user_ids: [userId] }));
  }

  /** Who answers here, the main assistant first. */
  async assistants(): Promise<readonly User[]> {
    return (await this.call('assistants.list', {})).assistants;
  }

  /** A new chat with an assistant. */
  async createAssistantChat(assistantId: string): Promise<ConversationState> {
    return this.#enterConversation(
      await this.call('conversations.create', { kind: 'assistant', user_ids: [assistantId] }),
    );
  }

  async createGroup(input: { name: string; user_ids: readonly string[] }): Promise<ConversationState> {
    const group = { kind: 'group' as const, name: input.name, user_ids: [...input.user_ids] };
    return this.#enterConversation(await this.call('conversations.create', group));
  }

  /** A public room. */
  async createRoom(input: { name: string }): Promise<ConversationState> {
    return this.#enterConversation(await this.call('conversations.create', { kind: 'room', name: input.name }));
  }

  async joinRoom(conversationId: string): Promise<ConversationState> {
    return this.#enterConversation(await this.call('conversations.join', { conversation_id: conversationId }));
  }

  /** Public rooms by name, the first 50; `call('conversations.rooms', …)` pages further. */
  async rooms(query?: string): Promise<readonly Conversation[]> {
    const filter = query === undefined || query === '' ? {} : { query };
    return (await this.call('conversations.rooms', filter)).rooms;
  }

  /**
   * What a message says in a language (a tag; my own by default), whoever wrote it. Where nothing translates it the answer
   * has the original and says why.
   */
  translate(messageId: string, language = 'me'): Promise<Result<'messages.translate'>> {
    return this.call('messages.translate', { message_id: messageId, translate_to: language });
  }

  /** Hears the stream itself; returns the function that ends it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void {
    return this.#core.events.on(name, listener);
  }

  async #enter<Id extends 'auth.register' | 'auth.login' | 'auth.guest' | 'auth.external'>(
    operationId: Id,
    input: Input<Id>,
  ): Promise<Me> {
    const me = await this.#core.auth.enter(operationId, input);
    await this.#core.adopt(me);
    return me;
  }

  #enterConversation(view: ConversationView): ConversationState {
    this.#core.engine.takeView(view);
    const state = this.#core.conversationMap.get().get(view.conversation.id);
    if (state === undefined) throw new ParlanceError('not_found', 'The conversation was left again meanwhile.');
    return state;
  }
}
