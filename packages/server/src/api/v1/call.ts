import { type OperationId, operations, type Problem } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import type { RateVerdict } from '../../core/limits/rate-limiter.ts';
import type { RateLimits } from '../../core/limits/rate-limits.ts';
import type { Caller, V1Context } from './handler.ts';
import { handlers } from './handlers/index.ts';
import { makeProblem, toProblem } from './problems.ts';
import { findFault } from './validate.ts';

export type Outcome =
  | { ok: true; result: unknown; rate: RateVerdict | undefined }
  | { ok: false; error: Problem; rate: RateVerdict | undefined };

/** Operations where a wrong guess must cost: paid in advance, given back on success. */
const doors = new Set<OperationId>(['auth.register', 'auth.login', 'auth.guest', 'auth.external']);

/**
 * The one way into v1, for REST and sockets alike: limits, shape, then the handler. Never throws; faults are logged
 * and come out as an opaque `internal`.
 */
export class Calls {
  readonly #context: V1Context;
  readonly #limits: RateLimits;

  constructor(context: V1Context, limits: RateLimits) {
    this.#context = context;
    this.#limits = limits;
  }

  call(id: OperationId, input: unknown, caller: Caller): Promise<Outcome> {
    const operation = operations[id];
    const { actor } = caller;
    if (operation.auth === 'user' && actor === null) {
      const error = makeProblem('unauthenticated', 'This needs an access token: Authorization: Bearer <access token>.');
      return Promise.resolve({ ok: false, error, rate: undefined });
    }
    const rate = this.#charge(id, caller);
    if (!rate.allowed) return Promise.resolve({ ok: false, error: limited(rate), rate });
    const fault = findFault(id, input);
    if (fault !== undefined) return Promise.resolve({ ok: false, error: fault, rate });
    return doors.has(id) ? this.#enter(id, input, caller, rate) : this.#run(id, input, caller, rate);
  }

  #charge(id: OperationId, { actor, address }: Caller): RateVerdict {
    const { cost } = operations[id];
    // Doors have a limit of their own; without an account only the address can pay.
    return this.#limits.takeCall(
      { userId: actor?.userId ?? null, sessionId: actor?.sessionId ?? null, address },
      doors.has(id) ? 'light' : cost,
    );
  }

  async #enter(id: OperationId, input: unknown, caller: Caller, rate: RateVerdict): Promise<Outcome> {
    const { login } = input as { login?: string };
    const pass = this.#limits.takeDoor(caller.address, login ?? null);
    if (!pass.verdict.allowed) return { ok: false, error: limited(pass.verdict), rate: pass.verdict };
    const outcome = await this.#run(id, input, caller, rate);
    if (outcome.ok) pass.refund();
    return outcome;
  }

  async #run(id: OperationId, input: unknown, caller: Caller, rate: RateVerdict): Promise<Outcome> {
    try {
      const handler = handlers[id] as (
        context: V1Context,
        actor: Actor | null,
        input: unknown,
        caller: Caller,
      ) => Promise<unknown>;
      return { ok: true, result: await handler(this.#context, caller.actor, input, caller), rate };
    } catch (fault) {
      if (!(fault instanceof CoreError))
        this.#context.core.log.error({ err: fault, operation: id }, 'an operation failed');
      return { ok: false, error: toProblem(fault), rate };
    }
  }
}

function limited(verdict: RateVerdict): Problem {
  const seconds = Math.ceil(verdict.retryAfterMs / 1000);
  return makeProblem('rate_limited', `Too many requests; try again in ${seconds} s.`, {
    retry_after_ms: verdict.retryAfterMs,
  });
}
