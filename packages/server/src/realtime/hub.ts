import { ConnectionIndex } from './connection-index.ts';
import type { Connection } from './connections/connection.ts';

/** Who is connected to this node, and who of them hears which conversation. Kept current by committed membership events. */
export class Hub {
  readonly #all = new Set<Connection>();
  readonly #byUser = new ConnectionIndex();
  readonly #byConversation = new ConnectionIndex();
  /** Only of connections that follow something. */
  readonly #followed = new Map<Connection, Set<string>>();
  /** Conversations that were left while a connection’s list was still being read. */
  readonly #leftMeanwhile = new Map<Connection, Set<string>>();
  readonly #onPresence: (userId: string, online: boolean) => void;
  #beforeChange: (() => void) | undefined;

  constructor(onPresence: (userId: string, online: boolean) => void) {
    this.#onPresence = onPresence;
  }

  /** `listener` is called before who hears which conversation changes. */
  beforeChange(listener: () => void): void {
    this.#beforeChange = listener;
  }

  get size(): number {
    return this.#all.size;
  }

  all(): IterableIterator<Connection> {
    return this.#all.values();
  }

  /**
   * From now on the connection hears its account’s events. The list of conversations is read after that, so that no
   * joining falls between; what is left while it is being read is not followed again.
   */
  async attach(connection: Connection, listConversations: () => Promise<readonly string[]>): Promise<void> {
    this.#all.add(connection);
    this.identify(connection);
    const left = new Set<string>();
    this.#leftMeanwhile.set(connection, left);
    try {
      const ids = await listConversations();
      if (!this.#all.has(connection)) return;
      for (const id of ids) if (!left.has(id)) this.follow(connection, id);
    } finally {
      this.#leftMeanwhile.delete(connection);
    }
  }

  /** Enters the connection under its account; again after a dialect’s client has said who it is. */
  identify(connection: Connection): void {
    const userId = connection.actor?.userId;
    if (userId === undefined || !this.#all.has(connection)) return;
    const wasOnline = this.#byUser.has(userId);
    this.#byUser.add(userId, connection);
    if (!wasOnline) this.#onPresence(userId, true);
  }

  detach(connection: Connection): void {
    if (!this.#all.has(connection)) return;
    this.#beforeChange?.();
    this.#all.delete(connection);
    for (const id of this.#followed.get(connection) ?? []) this.#byConversation.remove(id, connection);
    this.#followed.delete(connection);
    const userId = connection.actor?.userId;
    if (userId === undefined) return;
    this.#byUser.remove(userId, connection);
    if (!this.#byUser.has(userId)) this.#onPresence(userId, false);
  }

  follow(connection: Connection, conversationId: string): void {
    if (!this.#all.has(connection)) return;
    this.#beforeChange?.();
    const followed = this.#followed.get(connection);
    if (followed === undefined) this.#followed.set(connection, new Set([conversationId]));
    else followed.add(conversationId);
    this.#byConversation.add(conversationId, connection);
  }

  unfollow(connection: Connection, conversationId: string): void {
    this.#beforeChange?.();
    this.#leftMeanwhile.get(connection)?.add(conversationId);
    this.#followed.get(connection)?.delete(conversationId);
    this.#byConversation.remove(conversationId, connection);
  }

  follows(connection: Connection, conversationId: string): boolean {
    return this.#followed.get(connection)?.has(conversationId) === true;
  }

  /** A person has become a member: their connections that hear the whole account follow. */
  admit(userId: string, conversationId: string): void {
    for (const connection of this.#byUser.of(userId)) {
      this.#leftMeanwhile.get(connection)?.delete(conversationId);
      if (connection.hearsAccount) this.follow(connection, conversationId);
    }
  }

  /** A person is a member no more: none of their connections hears another word. */
  dismiss(userId: string, conversationId: string): void {
    for (const connection of this.#byUser.of(userId)) this.unfollow(connection, conversationId);
  }

  ofUser(userId: string): Iterable<Connection> {
    return this.#byUser.of(userId);
  }

  ofConversation(conversationId: string): Iterable<Connection> {
    return this.#byConversation.of(conversationId);
  }

  /** How many connections hear a conversation. */
  countHearing(conversationId: string): number {
    return this.#byConversation.count(conversationId);
  }

  isOnline(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  onlineAmong(userIds: readonly string[]): Set<string> {
    return new Set(userIds.filter((id) => this.#byUser.has(id)));
  }

  onlineUserIds(): string[] {
    return this.#byUser.keys();
  }
}
