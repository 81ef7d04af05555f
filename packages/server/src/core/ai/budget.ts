import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { AiUsage } from '../ports/ai-provider.ts';
import type { Transaction } from '../store.ts';
import type { BudgetRefusal } from './ai-monitor.ts';
import type { AiServices } from './ai-services.ts';
import { type AiUsageKey, type AiUsageSums, INSTALLATION } from './ai-usage-store.ts';
import { monthOf } from './month.ts';

/** What was set aside for one request before it was made. */
export interface Reservation {
  keys: readonly AiUsageKey[];
  inputTokens: number;
}

interface Asked {
  /** null: nobody in particular. */
  userId: string | null;
  /** With the person’s own key; that is counted, and not limited. */
  ownKey: boolean;
  /** About how many tokens the question has. */
  inputTokens: number;
}

/**
 * Counts a request before it is made, so that many at a time cannot pass a budget together. Throws `unavailable` with a
 * sentence that names the budget and the day on which it renews.
 */
export async function reserveBudget(core: CoreContext, ai: AiServices, asked: Asked): Promise<Reservation> {
  const { month, renewsAt } = monthOf(core.clock.now());
  const { userId, ownKey, inputTokens } = asked;
  const keys: AiUsageKey[] = [];
  if (userId !== null) keys.push({ holder: userId, month, paidBy: ownKey ? 'own' : 'installation' });
  if (!ownKey) keys.push({ holder: INSTALLATION, month, paidBy: 'installation' });
  const change = { requests: 1, inputTokens, outputTokens: 0 };
  try {
    await core.store.transaction(async (tx) => {
      for (const key of keys) requireWithin(ai, key, await tx.aiUsage.add(key, change), { change, renewsAt });
    });
  } catch (fault) {
    if (!(fault instanceof BudgetUsedUp)) throw fault;
    ai.monitor.refused(fault.refusal);
    throw new CoreError('unavailable', fault.message, { retryAfter: renewsAt - core.clock.now() });
  }
  return { keys, inputTokens };
}

/** Puts what it really took in place of what was set aside; null: no answer was begun, and nothing is counted. */
export async function settleBudget(core: CoreContext, reservation: Reservation, usage: AiUsage | null): Promise<void> {
  const change = {
    requests: usage === null ? -1 : 0,
    inputTokens: (usage?.input ?? 0) - reservation.inputTokens,
    outputTokens: usage?.output ?? 0,
  };
  await core.store.transaction(async (tx: Transaction) => {
    for (const key of reservation.keys) await tx.aiUsage.add(key, change);
  });
}

class BudgetUsedUp extends Error {
  readonly refusal: BudgetRefusal;

  constructor(refusal: BudgetRefusal, limit: number, renewsAt: number) {
    const whose = refusal.of === 'person' ? 'Your' : 'This installation’s';
    const date = new Date(renewsAt).toISOString().slice(0, 10);
    super(`${whose} monthly budget of ${limit} ${refusal.what} for language models is used up; it renews on ${date}.`);
    this.refusal = refusal;
  }
}

/** `sums` hold the request in question already: what counts for tokens is whether there were any left before it. */
function requireWithin(
  { budgets }: AiServices,
  { holder, paidBy }: AiUsageKey,
  sums: AiUsageSums,
  { change, renewsAt }: { change: AiUsageSums; renewsAt: number },
): void {
  if (paidBy === 'own') return;
  const of = holder === INSTALLATION ? 'installation' : 'person';
  const requests = of === 'person' ? budgets.userRequests : budgets.requests;
  const tokens = of === 'person' ? budgets.userTokens : budgets.tokens;
  const before = sums.inputTokens + sums.outputTokens - change.inputTokens;
  if (requests > 0 && sums.requests > requests) throw new BudgetUsedUp({ of, what: 'requests' }, requests, renewsAt);
  if (tokens > 0 && before >= tokens) throw new BudgetUsedUp({ of, what: 'tokens' }, tokens, renewsAt);
}
