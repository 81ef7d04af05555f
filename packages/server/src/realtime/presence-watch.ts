import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import type { PresenceEvent } from '../core/events.ts';
import { findRelations } from '../core/presence/find-relations.ts';
import { findPresence, type Presence } from '../core/presence/presence.ts';
import { presenceOfMany } from '../core/presence/presence-of-many.ts';
import type { Connection } from './connections/connection.ts';
import type { Hub } from './hub.ts';

/** Which session watches whose presence, until the session ends. */
export class PresenceWatch {
  readonly #core: () => CoreContext;
  readonly #hub: () => Hub;
  readonly #bySession = new Map<string, { actor: Actor; userIds: Set<string> }>();
  readonly #sessionsOf = new Map<string, Set<string>>();
  /** By whose presence it is: who was found to be blocked, or to block. */
  readonly #blocked = new Map<string, ReadonlySet<string>>();
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
    for (const userId of [...(this.#bySession.get(sessionId)?.userIds ?? [])]) this.#drop(sessionId, userId);
    this.#bySession.delete(sessionId);
  }

  /**
   * Looks again who of those who are connected here may hear of somebody, then has a change told. Between whom there is a
   * block is told nothing, for as long as there is; who may know nothing of the other any more watches no longer. Nobody is
   * told what cannot be looked up now.
   */
  async review(event: PresenceEvent, tell: (shown: PresenceEvent) => void): Promise<void> {
    const core = this.#core();
    const { user, onlyTo } = event;
    const sessions = [...(this.#sessionsOf.get(user.id) ?? [])].filter((id) => this.#isConnected(id));
    const viewerIds = sessions.map((id) => this.#bySession.get(id)?.actor.userId ?? '');
    try {
      const relationTo = await findRelations(core, user.id, onlyTo === undefined ? viewerIds : [...viewerIds, onlyTo]);
      this.#blocked.delete(user.id);
      const blocked = viewerIds.filter((id) => relationTo(id).isBlocked);
      if (blocked.length > 0) this.#blocked.set(user.id, new Set(blocked));
      for (const [index, sessionId] of sessions.entries()) {
        const relation = relationTo(viewerIds[index] ?? '');
        if (findPresence(core.presence, user, relation) === undefined) this.#drop(sessionId, user.id);
      }
      tell(onlyTo !== undefined && relationTo(onlyTo).isBlocked ? toAway(event) : event);
    } catch (fault) {
      core.log.warn({ err: fault }, 'a change of presence could not be told');
    }
  }

  #drop(sessionId: string, userId: string): void {
    this.#bySession.get(sessionId)?.userIds.delete(userId);
    const sessions = this.#sessionsOf.get(userId);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) this.#sessionsOf.delete(userId);
  }

  #isConnected(sessionId: string): boolean {
    const { actor } = this.#bySession.get(sessionId) ?? {};
    if (actor === undefined) return false;
    for (const connection of this.#hub().ofUser(actor.userId)) {
      if (connection.actor?.sessionId === sessionId) return true;
    }
    return false;
  }

  /** Those between whom there is a block are among them only where they are asked for by themselves. */
  *connectionsWatching(userId: string, onlyUserId?: string): Iterable<Connection> {
    for (const sessionId of this.#sessionsOf.get(userId) ?? []) {
      const watch = this.#bySession.get(sessionId);
      if (watch === undefined) continue;
      const viewerId = watch.actor.userId;
      if (onlyUserId === undefined ? this.#blocked.get(userId)?.has(viewerId) : viewerId !== onlyUserId) continue;
      for (const connection of this.#hub().ofUser(watch.actor.userId)) {
        if (connection.actor?.sessionId === sessionId) yield connection;
      }
    }
  }
}

/** What is told across a block: the same as is answered to who asks. */
function toAway(event: PresenceEvent): PresenceEvent {
  return { ...event, user: { ...event.user, status: null }, online: false, lastSeenAt: null };
}
