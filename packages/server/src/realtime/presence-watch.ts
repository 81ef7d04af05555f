import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import type { Presence } from '../core/presence/presence.ts';
import { presenceOfMany } from '../core/presence/presence-of-many.ts';
import type { Connection } from './connections/connection.ts';
import type { Hub } from './hub.ts';

/** Which session watches whose presence. A session’s list ends with its last connection. */
export class PresenceWatch {
  readonly #core: () => CoreContext;
  readonly #hub: () => Hub;
  readonly #bySession = new Map<string, { actor: Actor; userIds: Set<string> }>();
  readonly #sessionsOf = new Map<string, Set<string>>();

  constructor(core: () => CoreContext, hub: () => Hub) {
    this.#core = core;
    this.#hub = hub;
  }

  /** Replaces what the actor’s session watches, by those it may; answers how they are now. */
  async subscribe(actor: Actor, userIds: readonly string[]): Promise<Presence[]> {
    const allowed = await presenceOfMany(this.#core(), actor, { userIds });
    const sessionId = actor.sessionId ?? '';
    this.forget(sessionId);
    this.#bySession.set(sessionId, { actor, userIds: new Set(allowed.map((presence) => presence.userId)) });
    for (const { userId } of allowed) {
      const sessions = this.#sessionsOf.get(userId) ?? new Set();
      sessions.add(sessionId);
      this.#sessionsOf.set(userId, sessions);
    }
    return allowed;
  }

  forget(sessionId: string): void {
    for (const userId of this.#bySession.get(sessionId)?.userIds ?? []) {
      const sessions = this.#sessionsOf.get(userId);
      sessions?.delete(sessionId);
      if (sessions?.size === 0) this.#sessionsOf.delete(userId);
    }
    this.#bySession.delete(sessionId);
  }

  /** Looks again who may still watch somebody, before their change is told. */
  async review(userId: string): Promise<void> {
    for (const sessionId of [...(this.#sessionsOf.get(userId) ?? [])]) {
      const watch = this.#bySession.get(sessionId);
      if (watch === undefined) continue;
      const allowed = await presenceOfMany(this.#core(), watch.actor, { userIds: [userId] });
      if (allowed.length > 0) continue;
      watch.userIds.delete(userId);
      this.#sessionsOf.get(userId)?.delete(sessionId);
    }
  }

  *connectionsWatching(userId: string): Iterable<Connection> {
    for (const sessionId of this.#sessionsOf.get(userId) ?? []) {
      const watch = this.#bySession.get(sessionId);
      if (watch === undefined) continue;
      for (const connection of this.#hub().ofUser(watch.actor.userId)) {
        if (connection.actor?.sessionId === sessionId) yield connection;
      }
    }
  }
}
