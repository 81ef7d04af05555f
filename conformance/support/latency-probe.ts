import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Actor } from './actor.ts';

/** Somebody who asks for his own account all the time, and knows how long it took. */
export class LatencyProbe {
  readonly #worker: Worker;

  constructor(actor: Actor) {
    this.#worker = new Worker(new URL('./latency-probe.mjs', import.meta.url), {
      workerData: { url: actor.url, token: actor.token },
    });
  }

  /** The median in milliseconds of all answers since it was last asked. */
  async takeMedian(): Promise<{ median: number; count: number }> {
    const answered = once(this.#worker, 'message');
    this.#worker.postMessage('take');
    const [answer] = (await answered) as [{ median: number; count: number }];
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
