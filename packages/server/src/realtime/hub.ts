import type { Connection } from './connections/connection.ts';

type Index = Map<string, Set<Connection>>;

/** Who is connected to this node, and who of them hears which conversation. Kept current by committed membership events. */
export class Hub {
  readonly #all = new Set<Connection>();
  readonly #byUser: Index = new Map();
  readonly #byConversation: Index = new Map();
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
    this.#followed.set(connection, new Set());
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
    add(this.#byUser, userId, connection);
    if (!wasOnline) this.#onPresence(userId, true);
  }

  detach(connection: Connection): void {
    if (!this.#all.has(connection)) return;
    this.#beforeChange?.();
    this.#all.delete(connection);
    for (const id of this.#followed.get(connection) ?? []) remove(this.#byConversation, id, connection);
    this.#followed.delete(connection);
    const userId = connection.actor?.userId;
    if (userId === undefined) return;
    remove(this.#byUser, userId, connection);
    if (!this.#byUser.has(userId)) this.#onPresence(userId, false);
  }

  follow(connection: Connection, conversationId: string): void {
    const followed = this.#followed.get(connection);
    if (followed === undefined) return;
    this.#beforeChange?.();
    followed.add(conversationId);
    add(this.#byConversation, conversationId, connection);
  }

  unfollow(connection: Connection, conversationId: string): void {
    this.#beforeChange?.();
    this.#leftMeanwhile.get(connection)?.add(conversationId);
    this.#followed.get(connection)?.delete(conversationId);
    remove(this.#byConversation, conversationId, connection);
  }

  follows(connection: Connection, conversationId: string): boolean {
    return this.#followed.get(connection)?.has(conversationId) === true;
  }

  /** A person has become a member: their connections that hear the whole account follow. */
  admit(userId: string, conversationId: string): void {
    for (const connection of this.#byUser.get(userId) ?? []) {
      this.#leftMeanwhile.get(connection)?.delete(conversationId);
      if (connection.hearsAccount) this.follow(connection, conversationId);
    }
  }

  /** A person is a member no more: none of their connections hears another word. */
  dismiss(userId: string, conversationId: string): void {
    for (const connection of this.#byUser.get(userId) ?? []) this.unfollow(connection, conversationId);
  }

  ofUser(userId: string): Iterable<Connection> {
    return this.#byUser.get(userId) ?? [];
  }

  ofConversation(conversationId: string): Iterable<Connection> {
    return this.#byConversation.get(conversationId) ?? [];
  }

  /** How many connections hear a conversation. */
  countHearing(conversationId: string): number {
    return this.#byConversation.get(conversationId)?.size ?? 0;
  }

  isOnline(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  onlineAmong(userIds: readonly string[]): Set<string> {
    return new Set(userIds.filter((id) => this.#byUser.has(id)));
  }

  onlineUserIds(): string[] {
    return [...this.#byUser.keys()];
  }
}

function add(index: Index, key: string, connection: Connection): void {
  const set = index.get(key);
  if (set === undefined) index.set(key, new Set([connection]));
  else set.add(connection);
}

function remove(index: Index, key: string, connection: Connection): void {
  const set = index.get(key);
  if (set?.delete(connection) === true && set.size === 0) index.delete(key);
}
