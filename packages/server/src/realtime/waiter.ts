import type { Actor } from '../core/actor.ts';
import type { CoreContext } from '../core/context.ts';
import { CoreError } from '../core/errors.ts';
import { attachAccount } from './attach-account.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';
import type { Hub } from './hub.ts';

/** When to come back to a server that stops, in milliseconds. */
const RETURN = 1_500;

/** A long poll while it waits: a connection that only notices. */
export interface Waiting {
  /**
   * Resolves when something was heard, after `timeout` milliseconds, or when the client has gone. Throws `session_ended`
   * when the session ends meanwhile: what happened after that is not for whoever waits.
   */
  wait(timeout: number, signal: AbortSignal | undefined): Promise<void>;
  /** The passing events that were heard. */
  ephemeral(): unknown[];
  stop(): void;
}

export class Waiter {
  readonly #hub: Hub;
  readonly #core: CoreContext;
  readonly #isDraining: () => boolean;
  #count = 0;

  constructor(hub: Hub, core: CoreContext, isDraining: () => boolean) {
    this.#hub = hub;
    this.#core = core;
    this.#isDraining = isDraining;
  }

  /**
   * `via`: who holds the client’s connection, if that is another process; when it stops, the wait is over. Throws
   * `unavailable` while the server stops: who was just sent away with an answer would wait here again.
   */
  async listen(actor: Actor, edge: string, via?: string): Promise<Waiting> {
    if (this.#isDraining()) throw new CoreError('unavailable', 'The server is stopping.', { retryAfter: RETURN });
    const heard: unknown[] = [];
    let rings = 0;
    let ended = false;
    let wake: (() => void) | undefined;
    const ring = (): void => {
      rings += 1;
      wake?.();
    };
    this.#count += 1;
    const connection: Connection = {
      id: `poll-${this.#count}`,
      edge,
      actor,
      hearsAccount: true,
      facts: new Map(),
      via,
      send: (frames: readonly Frame[]) => {
        for (const frame of frames) if (frame.ephemeral && heard.length < 100) heard.push(JSON.parse(frame.json()));
        ring();
      },
      close: (reason) => {
        ended ||= reason === 'session_ended';
        ring();
      },
    };
    await attachAccount(this.#core, this.#hub, connection);
    return {
      wait: async (timeout, signal) => {
        await new Promise<void>((resolve) => {
          if (rings > 0 || signal?.aborted === true) return resolve();
          const timer = setTimeout(resolve, timeout);
          wake = (): void => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        });
        if (ended) throw new CoreError('session_ended', 'The session of this token has ended; log in again.');
      },
      ephemeral: () => heard,
      stop: () => this.#hub.detach(connection),
    };
  }
}
