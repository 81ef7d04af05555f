/** What an outside service is called for, as metrics name it. */
export type AiServiceKind = 'chat' | 'translation' | 'moderation' | 'transcription';

/**
 * How a call ended. `rejected`: the service did not like the request (another 4xx).
 * `refused`: the model would not answer. `stopped`: the asker went away. `resting`: not made, because the service failed too often lately.
 * `busy`: not made, because too many were under way.
 */
export type AiOutcome =
  | 'ok'
  | 'timeout'
  | 'unreachable'
  | 'rate_limited'
  | 'failed'
  | 'rejected'
  | 'cut'
  | 'garbled'
  | 'empty'
  | 'too_large'
  | 'key_refused'
  | 'refused'
  | 'stopped'
  | 'resting'
  | 'busy';

export type BreakerState = 'closed' | 'half-open' | 'open';

/** One call of an outside service, retries included. */
export interface AiCall {
  service: AiServiceKind;
  /** Such as `openai`. */
  provider: string;
  outcome: AiOutcome;
  /** From the asking to the end of the answer. */
  milliseconds: number;
  /** Tries after the first. */
  retries: number;
}

/** Hears what goes on with outside services. It must not throw. */
export interface AiActivity {
  called(call: AiCall): void;
  breaker(service: AiServiceKind, provider: string, state: BreakerState): void;
}
