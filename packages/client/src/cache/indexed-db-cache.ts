import type { Cache, CacheChange, CacheState } from './cache.ts';

/** Raised when the stored shape changes: the old copy is then dropped, as the server has everything but the outbox. */
const VERSION = 1;
const STORES = ['account', 'users', 'heads', 'messages', 'outbox'] as const;

/**
 * Keeps the copy in the browser's IndexedDB, one transaction a change. The first tab of an origin owns it; others start
 * from the same copy but write nothing, because two writers would overwrite each other's positions.
 */
export class IndexedDbCache implements Cache {
  readonly #name: string;
  #database: Promise<IDBDatabase> | null = null;
  #owner: Promise<boolean> | null = null;

  constructor(name = 'parlance') {
    this.#name = name;
  }

  async load(): Promise<CacheState | null> {
    const owner = await this.#own();
    const database = await this.#open();
    const transaction = database.transaction(STORES, 'readonly');
    const all = <T>(store: string) => result<T[]>(transaction.objectStore(store).getAll());
    const account = transaction.objectStore('account');
    const get = <T>(key: string) => result<T | undefined>(account.get(key));
    const [token, me, blocked] = await Promise.all([
      get<CacheState['token']>('token'),
      get<CacheState['me']>('me'),
      get<CacheState['blocked']>('blocked'),
    ]);
    if (me === undefined) return null;
    const [users, heads, messages, outbox] = await Promise.all([
      all<CacheState['users'][number]>('users'),
      all<CacheState['heads'][number]>('heads'),
      all<CacheState['messages'][number]>('messages'),
      all<CacheState['outbox'][number]>('outbox'),
    ]);
    // Only the owner sends what waits: two tabs would show the same message as theirs.
    return { token: token ?? null, me, blocked: blocked ?? [], users, heads, messages, outbox: owner ? outbox : [] };
  }

  async apply(change: CacheChange): Promise<void> {
    if (!(await this.#own())) return;
    const database = await this.#open();
    const transaction = database.transaction(STORES, 'readwrite');
    const done = completion(transaction);
    write(transaction, change);
    await done;
  }

  async clear(): Promise<void> {
    const database = await this.#open();
    const transaction = database.transaction(STORES, 'readwrite');
    const done = completion(transaction);
    for (const store of STORES) transaction.objectStore(store).clear();
    await done;
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, VERSION);
      request.onupgradeneeded = () => createStores(request.result);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#database;
  }

  /** Takes the lock if it is free, and keeps it as long as the page lives. */
  #own(): Promise<boolean> {
    this.#owner ??= new Promise((resolve) => {
      const locks = globalThis.navigator?.locks;
      if (locks === undefined) return resolve(true);
      const hold = (lock: Lock | null) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<never>(() => undefined);
      };
      // Refused (a sandboxed page, say): then nobody else can hold it either.
      locks.request(`parlance.cache.${this.#name}`, { ifAvailable: true }, hold).catch(() => resolve(true));
    });
    return this.#owner;
  }
}

function createStores(database: IDBDatabase): void {
  for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
  database.createObjectStore('account');
  database.createObjectStore('users', { keyPath: 'id' });
  database.createObjectStore('heads', { keyPath: 'id' });
  database.createObjectStore('messages', { keyPath: 'id' }).createIndex('conversation_id', 'conversation_id');
  database.createObjectStore('outbox', { keyPath: 'client_id' });
}

function write(transaction: IDBTransaction, change: CacheChange): void {
  const account = transaction.objectStore('account');
  const heads = transaction.objectStore('heads');
  const messages = transaction.objectStore('messages');
  const outbox = transaction.objectStore('outbox');
  if (change.token !== undefined) account.put(change.token, 'token');
  if (change.me !== undefined) account.put(change.me, 'me');
  if (change.blocked !== undefined) account.put(change.blocked, 'blocked');
  for (const user of change.users ?? []) transaction.objectStore('users').put(user);
  for (const id of change.dropped ?? []) heads.delete(id);
  for (const id of change.forgotten ?? []) messages.delete(id);
  for (const entry of change.outbox ?? []) outbox.put(entry);
  for (const clientId of change.settled ?? []) outbox.delete(clientId);
  const writeRows = () => {
    for (const head of change.heads ?? []) heads.put(head);
    for (const message of change.messages ?? []) messages.put(message);
  };
  deleteMessagesOf(messages, change.dropped ?? [], writeRows);
}

/** Deletes all messages of these conversations, then goes on: what is written anew must not be deleted after. */
function deleteMessagesOf(messages: IDBObjectStore, conversationIds: readonly string[], then: () => void): void {
  const [id, ...rest] = conversationIds;
  if (id === undefined) {
    then();
    return;
  }
  const keys = messages.index('conversation_id').getAllKeys(id);
  keys.onsuccess = () => {
    for (const key of keys.result) messages.delete(key);
    deleteMessagesOf(messages, rest, then);
  };
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
