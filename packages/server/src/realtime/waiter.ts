import type { Actor } from '../core/actor.ts';
import type { Connection } from './connections/connection.ts';
import type { Frame } from './connections/frame.ts';
import type { Hub } from './hub.ts';

/** A long poll while it waits: a connection that only notices. */
export interface Waiting {
  /** Resolves when something was heard, after `timeout` milliseconds, or when the client has gone. */
  wait(timeout: number, signal: AbortSignal | undefined): Promise<void>;
  /** The passing events that were heard. */
  ephemeral(): unknown[];
  stop(): void;
}

export class Waiter {
  readonly #hub: Hub;
  readonly #listConversations: (userId: string) => Promise<readonly string[]>;
  #count = 0;

  constructor(hub: Hub, listConversations: (userId: string) => Promise<readonly string[]>) {
    this.#hub = hub;
    this.#listConversations = listConversations;
  }

  async listen(actor: Actor, edge: string): Promise<Waiting> {
    const heard: unknown[] = [];
    let rings = 0;
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
      send: (frames: readonly Frame[]) => {
        for (const frame of frames) if (frame.ephemeral && heard.length < 100) heard.push(JSON.parse(frame.json()));
        ring();
      },
      close: ring,
    };
    await this.#hub.attach(connection, () => this.#listConversations(actor.userId));
    return {
      wait: (timeout, signal) =>
        new Promise((resolve) => {
          if (rings > 0 || signal?.aborted === true) return resolve();
          const timer = setTimeout(resolve, timeout);
          wake = (): void => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        }),
      ephemeral: () => heard,
      stop: () => this.#hub.detach(connection),
    };
  }
}
