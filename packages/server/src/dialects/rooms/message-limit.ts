import { CoreError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { NodeLink } from '../../realtime/nodes/node-link.ts';

/** Above this many people, those whose window is over are forgotten. */
const SWEEP_ABOVE = 10_000;

const TOPIC = 'rooms sent';

/** So many accepted messages in so much time, by person, on all nodes. In memory: a restart forgives. */
export class MessageLimit {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #link: NodeLink;
  readonly #messages: number;
  readonly #window: number;
  readonly #sent = new Map<string, number[]>();

  /** `window` in milliseconds. */
  constructor(
    clock: Pick<Clock, 'monotonic'>,
    link: NodeLink,
    { messages, window }: { messages: number; window: number },
  ) {
    this.#clock = clock;
    this.#link = link;
    this.#messages = messages;
    this.#window = window;
    link.on(TOPIC, (userId) => this.#add(String(userId), this.#clock.monotonic()));
  }

  /** Runs `send`, which counts only if it succeeds. Throws `rate_limited` with the seconds to wait. */
  async spend<T>(userId: string, send: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    const recent = this.#sent.get(userId) ?? [];
    const old = recent.findIndex((at) => at > now - this.#window);
    if (old !== 0) recent.splice(0, old < 0 ? recent.length : old);
    if (recent.length >= this.#messages) throw this.#refusal((recent[0] ?? now) + this.#window - now);
    // Taken before the send, so that two sockets cannot both take the last one; given back if it fails.
    this.#add(userId, now);
    try {
      const sent = await send();
      this.#link.publish(TOPIC, userId);
      return sent;
    } catch (fault) {
      const current = this.#sent.get(userId);
      const index = current?.indexOf(now) ?? -1;
      if (index >= 0) current?.splice(index, 1);
      throw fault;
    }
  }

  #add(userId: string, at: number): void {
    const sent = this.#sent.get(userId) ?? [];
    // Of another node’s word no more is kept than could matter.
    if (sent.length > this.#messages) sent.shift();
    sent.push(at);
    this.#sent.set(userId, sent);
    if (this.#sent.size > SWEEP_ABOVE) this.#sweep(at);
  }

  #refusal(retryAfter: number): CoreError {
    const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
    return new CoreError(
      'rate_limited',
      `Rate limit exceeded: ${this.#messages} messages in ${this.#window / 1000} seconds. Try again in ${seconds} seconds.`,
      { retryAfter },
    );
  }

  #sweep(now: number): void {
    for (const [userId, times] of this.#sent) if ((times.at(-1) ?? 0) <= now - this.#window) this.#sent.delete(userId);
  }
}
