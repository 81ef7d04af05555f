import type { CoreContext } from '../core/context.ts';
import { noteDisconnected } from '../core/presence/note-disconnected.ts';
import type { NodeLink } from './nodes/node-link.ts';
import type { ReplicatedSet } from './nodes/replicated-set.ts';

/** A reconnect within this time, in milliseconds, is no absence; it may be to another node. */
const GRACE = 5_000;

export interface TellerParts {
  core: () => CoreContext;
  link: NodeLink;
  /** Who has, or had a moment ago, a connection to this node. */
  here: ReplicatedSet;
  /** Whether somebody has a connection to this node now. */
  isHere: (userId: string) => boolean;
}

/**
 * Tells watchers who came and who has gone; going is told only when somebody stays away, by the node that they left. When
 * a node is gone itself, one of those that stay takes that on.
 */
export class PresenceTeller {
  readonly #parts: TellerParts;
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  #stopped = false;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    parts.here.onElsewhere((userId, present, cause) => {
      if (!present && cause === 'gone' && parts.link.leads) this.#await(userId);
    });
  }

  readonly changed = (userId: string, online: boolean): void => {
    const { here } = this.#parts;
    if (!online) {
      this.#await(userId);
      return;
    }
    const wasLeaving = this.#cancel(userId);
    if (this.#stopped) return;
    const isElsewhere = here.hasElsewhere(userId);
    here.add(userId);
    if (!wasLeaving && !isElsewhere) this.#tell(userId, null);
  };

  #await(userId: string): void {
    this.#cancel(userId);
    if (this.#stopped) return;
    const timer = setTimeout(() => this.#leave(userId), GRACE);
    timer.unref();
    this.#leaving.set(userId, timer);
  }

  #cancel(userId: string): boolean {
    clearTimeout(this.#leaving.get(userId));
    return this.#leaving.delete(userId);
  }

  #leave(userId: string): void {
    const { core, here } = this.#parts;
    this.#leaving.delete(userId);
    // Somebody whose node is gone may be connected here since; that is no leaving.
    if (this.#parts.isHere(userId)) return;
    here.remove(userId);
    if (core().presence.isOnline(userId)) return;
    noteDisconnected(core(), userId).then(
      (at) => this.#tell(userId, at),
      (fault: unknown) => core().log.warn({ err: fault }, 'last seen could not be stored'),
    );
  }

  #tell(userId: string, lastSeenAt: number | null): void {
    const core = this.#parts.core();
    const run = async (): Promise<void> => {
      const user = await core.store.users.find(userId);
      // To be told that somebody is away, in the moment they come, would tell it as well.
      if (user !== undefined && user.settings.lastSeen !== 'nobody')
        core.ephemera.publish({ type: 'presence.changed', user, online: lastSeenAt === null, lastSeenAt });
    };
    run().catch((fault: unknown) => core.log.warn({ err: fault }, 'a change of presence could not be told'));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}
