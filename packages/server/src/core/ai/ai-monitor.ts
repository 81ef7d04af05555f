import type { AiActivity, AiCall, AiServiceKind, BreakerState } from '../ports/ai-activity.ts';
import type { AiUsage } from '../ports/ai-provider.ts';

/** Of whose budget what is used up. */
export interface BudgetRefusal {
  of: 'person' | 'installation';
  what: 'requests' | 'tokens';
}

export interface AiListener extends AiActivity {
  /** Tokens that an answer took. `estimated`: the service did not tell. */
  used(provider: string, purpose: string, usage: AiUsage, estimated: boolean): void;
  refused(refusal: BudgetRefusal): void;
}

/** Passes on what goes on with outside services to those who count it. */
export class AiMonitor implements AiListener {
  readonly #listeners: AiListener[] = [];
  readonly #breakers = new Map<string, [AiServiceKind, string, BreakerState]>();

  /** Tells the present states of all breakers at once. */
  listen(listener: AiListener): void {
    this.#listeners.push(listener);
    for (const known of this.#breakers.values()) listener.breaker(...known);
  }

  called(call: AiCall): void {
    for (const listener of this.#listeners) listener.called(call);
  }

  breaker(service: AiServiceKind, provider: string, state: BreakerState): void {
    this.#breakers.set(`${service} ${provider}`, [service, provider, state]);
    for (const listener of this.#listeners) listener.breaker(service, provider, state);
  }

  used(provider: string, purpose: string, usage: AiUsage, estimated: boolean): void {
    for (const listener of this.#listeners) listener.used(provider, purpose, usage, estimated);
  }

  refused(refusal: BudgetRefusal): void {
    for (const listener of this.#listeners) listener.refused(refusal);
  }
}
