import type { CoreContext } from '../../core/context.ts';
import type { Connection } from '../../realtime/connections/connection.ts';
import type { Hub } from '../../realtime/hub.ts';
import { listContacts } from './contacts.ts';
import { LETSAPP } from './name.ts';

/**
 * Whose presence each socket hears of: its account’s contacts, as far as the account may see them. Kept by person, so
 * that a change finds its listeners without looking at every socket.
 */
export class PresenceFollowers {
  readonly #core: CoreContext;
  readonly #hub: Hub;
  readonly #byUser = new Map<string, Set<Connection>>();
  readonly #followed = new Map<Connection, readonly string[]>();

  constructor(core: CoreContext, hub: Hub) {
    this.#core = core;
    this.#hub = hub;
  }

  has(connection: Connection): boolean {
    return this.#followed.has(connection);
  }

  /** Reads the account’s contacts anew. */
  async renew(connection: Connection): Promise<void> {
    const { actor } = connection;
    if (actor === null) return;
    // Known at once, so that a socket is not entered twice while its contacts are read.
    if (!this.#followed.has(connection)) this.#followed.set(connection, []);
    const ids: string[] = [];
    for (const user of await listContacts(this.#core, actor)) {
      if (!(await this.#core.store.users.isBlockedEitherWay(actor.userId, user.id))) ids.push(user.id);
    }
    if (!this.#followed.has(connection)) return;
    this.forget(connection);
    this.#followed.set(connection, ids);
    for (const id of ids) {
      const set = this.#byUser.get(id) ?? new Set();
      set.add(connection);
      this.#byUser.set(id, set);
    }
  }

  /** For all of a person’s sockets, after their contacts or blocks have changed. */
  async renewFor(userId: string): Promise<void> {
    for (const connection of [...this.#hub.ofUser(userId)]) {
      if (connection.edge === LETSAPP && this.has(connection)) await this.renew(connection);
    }
  }

  /** The sockets of one person follow somebody no more, until they are renewed. */
  drop(userId: string, viewerId: string): void {
    for (const connection of [...this.of(userId, viewerId)]) this.#byUser.get(userId)?.delete(connection);
  }

  forget(connection: Connection): void {
    for (const id of this.#followed.get(connection) ?? []) {
      const set = this.#byUser.get(id);
      set?.delete(connection);
      if (set?.size === 0) this.#byUser.delete(id);
    }
    this.#followed.delete(connection);
  }

  /** All who follow somebody, or the sockets of one of them. */
  *of(userId: string, onlyTo?: string): Iterable<Connection> {
    for (const connection of this.#byUser.get(userId) ?? []) {
      // A socket can take up another dialect’s words later.
      if (connection.edge !== LETSAPP) continue;
      if (onlyTo === undefined || connection.actor?.userId === onlyTo) yield connection;
    }
  }
}
