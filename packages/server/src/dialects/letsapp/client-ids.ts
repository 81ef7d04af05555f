import type { Clock } from '../../core/ports/clock.ts';

const PREFIX = 'letsapp-';
/** Six bytes of time and three that count, and how long they are as text. */
const TIME_BYTES = 6;
const COUNTER_BYTES = 3;
const SUFFIX_LENGTH = 12;
const COUNTERS = 2 ** (8 * COUNTER_BYTES);

/**
 * Client ids for messages whose clients have none. Those of one sender grow with time as far as bytes go, because an index
 * takes what lies together far more cheaply than what is scattered; and nobody needs to be kept from guessing them.
 */
export class ClientIds {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #bytes = Buffer.alloc(TIME_BYTES + COUNTER_BYTES);
  // Two processes that serve the same person in the same millisecond do not begin alike.
  #counter = Math.floor(Math.random() * COUNTERS);

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** `origin`: the socket that sends, or `rest`. */
  next(origin: string): string {
    this.#counter = (this.#counter + 1) % COUNTERS;
    this.#bytes.writeUIntBE(this.#clock.now(), 0, TIME_BYTES);
    this.#bytes.writeUIntBE(this.#counter, TIME_BYTES, COUNTER_BYTES);
    return `${PREFIX}${origin}-${this.#bytes.toString('base64url')}`;
  }
}

/** Which socket sent a message, as its client id says; undefined for what came another way. */
export function socketOf(clientId: string | null): string | undefined {
  return clientId?.startsWith(PREFIX) === true ? clientId.slice(PREFIX.length, -SUFFIX_LENGTH - 1) : undefined;
}
