import type { BreakerState } from '../../core/ports/ai-activity.ts';

interface BreakerOptions {
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  onState: (state: BreakerState) => void;
  /** Failures in a row after which the service is left alone. */
  failures?: number;
  /** For how long at first and at most, in milliseconds; it doubles each time. */
  rest?: number;
  longestRest?: number;
}

/**
 * Leaves a service alone that keeps failing, so that nobody waits for what will fail anyway. After a rest one call is let
 * through; when it succeeds all are.
 */
export class Breaker {
  readonly #options: Required<BreakerOptions>;
  #failures = 0;
  #rests = 0;
  #openUntil: number | undefined;
  #probing = false;

  constructor(options: BreakerOptions) {
    this.#options = { failures: 5, rest: 15_000, longestRest: 300_000, ...options };
  }

  /** Milliseconds until a call can be made; 0: it may be made now, and its end must be told by one of the methods below. */
  enter(): number {
    if (this.#openUntil === undefined) return 0;
    const left = this.#openUntil - this.#options.now();
    if (left > 0) return left;
    // The one under way decides; it takes no longer than a call may.
    if (this.#probing) return this.#options.rest;
    this.#probing = true;
    this.#options.onState('half-open');
    return 0;
  }

  succeeded(): void {
    const wasOpen = this.#openUntil !== undefined;
    this.#failures = 0;
    this.#rests = 0;
    this.#openUntil = undefined;
    this.#probing = false;
    if (wasOpen) this.#options.onState('closed');
  }

  failed(): void {
    this.#failures += 1;
    const wasProbe = this.#probing;
    this.#probing = false;
    if (!wasProbe && (this.#openUntil !== undefined || this.#failures < this.#options.failures)) return;
    const { rest, longestRest, now, onState } = this.#options;
    this.#openUntil = now() + Math.min(longestRest, rest * 2 ** this.#rests);
    this.#rests += 1;
    onState('open');
  }

  /** The call ended in a way that says nothing about the service. */
  undecided(): void {
    this.#probing = false;
  }
}
