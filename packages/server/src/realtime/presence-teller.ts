import type { CoreContext } from '../core/context.ts';
import { noteDisconnected } from '../core/presence/note-disconnected.ts';
import type { PresenceWatch } from './presence-watch.ts';

/** A reconnect within this time, in milliseconds, is no absence. */
const GRACE = 5_000;

/** Tells watchers who came and who has gone; going is told only when somebody stays away. */
export class PresenceTeller {
  readonly #core: () => CoreContext;
  readonly #watch: PresenceWatch;
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  #stopped = false;

  constructor(core: () => CoreContext, watch: PresenceWatch) {
    this.#core = core;
    this.#watch = watch;
  }

  readonly changed = (userId: string, online: boolean): void => {
    const leaving = this.#leaving.get(userId);
    clearTimeout(leaving);
    this.#leaving.delete(userId);
    if (this.#stopped) return;
    if (online) {
      if (leaving === undefined) this.#tell(userId, null);
      return;
    }
    const timer = setTimeout(() => {
      this.#leaving.delete(userId);
      noteDisconnected(this.#core(), userId).then(
        (at) => this.#tell(userId, at),
        (fault: unknown) => this.#core().log.warn({ err: fault }, 'last seen could not be stored'),
      );
    }, GRACE);
    timer.unref();
    this.#leaving.set(userId, timer);
  };

  #tell(userId: string, lastSeenAt: number | null): void {
    const core = this.#core();
    const run = async (): Promise<void> => {
      await this.#watch.review(userId);
      const user = await core.store.users.find(userId);
      if (user !== undefined)
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
