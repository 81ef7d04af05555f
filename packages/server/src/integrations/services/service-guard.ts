import { setTimeout as delay } from 'node:timers/promises';
import type { AiActivity, AiServiceKind } from '../../core/ports/ai-activity.ts';
import { Breaker } from './breaker.ts';
import { type FaultKind, ServiceFault, toUnavailable } from './service-fault.ts';
import { Slots } from './slots.ts';
import { timedPieces } from './timed-pieces.ts';

/** Milliseconds, and numbers of calls. */
export interface ServiceLimits {
  /** Until an answer begins, connecting included; for answers that come whole: until they are there. */
  first: number;
  /** Between two pieces of an answer. */
  between: number;
  /** For all of it, retries included. */
  whole: number;
  attempts: number;
  /** Before the second attempt; each further pause is twice as long. */
  pause: number;
  /** Longest time to wait because the service said so; if it wants longer, the call is given up. */
  longestPause: number;
  /** Calls at a time; as many again may wait, for `first` at most. */
  concurrent: number;
  /** Failures in a row after which the service is left alone, and for how long at first. */
  failures: number;
  rest: number;
}

const serviceLimits: ServiceLimits = {
  first: 20_000,
  between: 15_000,
  whole: 60_000,
  attempts: 3,
  pause: 250,
  longestPause: 5_000,
  concurrent: 16,
  failures: 5,
  rest: 15_000,
};

export interface GuardOptions {
  /** As people know the service: `Google Gemini`. */
  name: string;
  service: AiServiceKind;
  /** As metrics name it: `gemini`. */
  provider: string;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}

interface CallOptions {
  signal: AbortSignal;
  /** Made with a person’s own key: what its quota says holds for nobody else. */
  ownKey?: boolean;
}

/** Failures that can be gone a moment later, as long as nothing was given yet. */
const WORTH_A_RETRY: ReadonlySet<FaultKind> = new Set(['unreachable', 'rate_limited', 'failed', 'cut']);
/** Failures that tell that the service is not well, rather than that it did not like what it was asked. */
const SICKLY: ReadonlySet<FaultKind> = new Set(['timeout', 'unreachable', 'failed', 'cut', 'garbled', 'too_large']);

/**
 * Stands between us and one outside service: time limits, retries, a breaker, and a bound on what is under way. Whatever
 * the service does, a call ends in time, with its answer or with `unavailable` and a sentence that can be shown.
 */
export class ServiceGuard {
  readonly #options: GuardOptions;
  readonly #limits: ServiceLimits;
  readonly #breaker: Breaker;
  readonly #slots: Slots;
  /** Until when the service wants to hear nothing from the installation’s key. */
  #quietUntil = 0;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#limits = { ...serviceLimits, ...options.limits };
    const { failures, rest, concurrent } = this.#limits;
    const { activity, service, provider } = options;
    const onState = activity.breaker.bind(activity, service, provider);
    this.#breaker = new Breaker({ now: () => performance.now(), onState, failures, rest });
    this.#slots = new Slots(concurrent, concurrent);
    activity.breaker(service, provider, 'closed');
  }

  /** An answer that comes whole. `work` is called again for each attempt. */
  async call<T>(work: (signal: AbortSignal) => Promise<T>, options: CallOptions): Promise<T> {
    const pieces = this.stream(async function* (signal) {
      yield await work(signal);
    }, options);
    const answers: T[] = [];
    for await (const answer of pieces) answers.push(answer);
    return answers[0] as T;
  }

  /** An answer that comes in pieces. After the first piece there is no other attempt: its words would be said twice. */
  async *stream<T>(work: (signal: AbortSignal) => AsyncIterable<T>, options: CallOptions): AsyncGenerator<T> {
    const began = performance.now();
    const state = { given: false, retries: 0 };
    let ended: ServiceFault | 'ok' = new ServiceFault('stopped');
    try {
      yield* this.#attempts(work, options, state);
      ended = 'ok';
    } catch (fault) {
      ended = fault instanceof ServiceFault ? fault : new ServiceFault('garbled');
      if (!(fault instanceof ServiceFault)) throw fault;
      throw toUnavailable(this.#options.name, fault);
    } finally {
      // An asker who has heard something and then leaves has not found the service wanting.
      if (ended !== 'ok' && ended.kind === 'stopped' && state.given) this.#breaker.succeeded();
      const { service, provider, activity } = this.#options;
      const outcome = ended === 'ok' ? 'ok' : ended.kind;
      activity.called({ service, provider, outcome, milliseconds: performance.now() - began, retries: state.retries });
    }
  }

  async *#attempts<T>(
    work: (signal: AbortSignal) => AsyncIterable<T>,
    { signal, ownKey = false }: CallOptions,
    state: { given: boolean; retries: number },
  ): AsyncGenerator<T> {
    const { first, between, whole } = this.#limits;
    const quiet = ownKey ? 0 : this.#quietUntil - performance.now();
    if (quiet > 0) throw new ServiceFault('rate_limited', { retryAfter: quiet });
    if (!(await this.#slots.take(first, signal))) throw new ServiceFault(signal.aborted ? 'stopped' : 'busy');
    try {
      const resting = this.#breaker.enter();
      if (resting > 0) throw new ServiceFault('resting', { retryAfter: resting });
      const deadline = performance.now() + whole;
      for (;;) {
        try {
          for await (const piece of timedPieces(work, { first, between, deadline }, signal)) {
            state.given = true;
            yield piece;
          }
          this.#breaker.succeeded();
          return;
        } catch (fault) {
          const pause = this.#judge(fault, state, deadline, ownKey);
          state.retries += 1;
          await delay(pause, undefined, { signal, ref: false }).catch(() => {
            this.#breaker.undecided();
            throw new ServiceFault('stopped');
          });
        }
      }
    } finally {
      this.#slots.free();
    }
  }

  /** Milliseconds to wait before another attempt; throws the fault when there is to be none. */
  #judge(fault: unknown, state: { given: boolean; retries: number }, deadline: number, ownKey: boolean): number {
    if (!(fault instanceof ServiceFault)) {
      this.#breaker.undecided();
      throw fault;
    }
    const { attempts, pause, longestPause } = this.#limits;
    const { retryAfter } = fault.extras;
    // Spread, so that all who failed together do not come back together.
    const ours = pause * 2 ** state.retries * (0.75 + Math.random() / 2);
    const wanted = retryAfter ?? ours;
    const isPossible = wanted <= longestPause && performance.now() + wanted < deadline;
    if (WORTH_A_RETRY.has(fault.kind) && !state.given && state.retries + 1 < attempts && isPossible) return wanted;
    if (SICKLY.has(fault.kind)) this.#breaker.failed();
    else this.#breaker.undecided();
    if (fault.kind === 'rate_limited' && retryAfter !== undefined && !ownKey) {
      this.#quietUntil = performance.now() + Math.min(retryAfter, LONGEST_QUIET);
    }
    throw fault;
  }
}

/** What a service may ask for in `Retry-After`, in milliseconds: a typing error there shall not silence it for a year. */
const LONGEST_QUIET = 600_000;
