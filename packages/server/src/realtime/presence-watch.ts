import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import type { Presence } from '../core/presence/presence.ts';
import { presenceOfMany } from '../core/presence/presence-of-many.ts';
import type { Connection } from './connections/connection.ts';
import type { Hub } from './hub.ts';

/** Which session watches whose presence, until the session ends. */
export class PresenceWatch {
  readonly #core: () => CoreContext;
  readonly #hub: () => Hub;
  readonly #bySession = new Map<string, { actor: Actor; userIds: Set<string> }>();
  readonly #sessionsOf = new Map<string, Set<string>>();
  #onSubscribed: ((actor: Actor, userIds: readonly string[]) => void) | undefined;

  constructor(core: () => CoreContext, hub: () => Hub) {
    this.#core = core;
    this.#hub = hub;
  }

  /** Replaces what the actor’s session watches, by those it may; answers how they are now. */
  async subscribe(actor: Actor, userIds: readonly string[]): Promise<Presence[]> {
    const allowed = await presenceOfMany(this.#core(), actor, { userIds });
    const ids = allowed.map((presence) => presence.userId);
    this.watch(actor, ids);
    this.#onSubscribed?.(actor, ids);
    return allowed;
  }

  /** Where it is heard what was subscribed here. */
  onSubscribed(listener: (actor: Actor, userIds: readonly string[]) => void): void {
    this.#onSubscribed = listener;
  }

  /** Notes what a session watches, as it was allowed: the request may have come to another node than the connection. */
  watch(actor: Actor, userIds: readonly string[]): void {
    const sessionId = actor.sessionId ?? '';
    this.forget(sessionId);
    this.#bySession.set(sessionId, { actor, userIds: new Set(userIds) });
    for (const userId of userIds) {
      const sessions = this.#sessionsOf.get(userId) ?? new Set();
      sessions.add(sessionId);
      this.#sessionsOf.set(userId, sessions);
    }
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
