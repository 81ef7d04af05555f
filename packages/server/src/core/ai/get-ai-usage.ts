import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { AiUsageSums } from './ai-usage-store.ts';
import { monthOf } from './month.ts';

export interface AiUsageReport {
  /** `2026-11`, in UTC. */
  month: string;
  /** When the next one begins, epoch milliseconds. */
  renewsAt: number;
  /** At the installation’s cost. */
  used: AiUsageSums;
  /** With the person’s own keys. */
  ownKeys: AiUsageSums;
  /** null: as much as one likes. */
  budget: { requests: number | null; tokens: number | null };
}

/** What language models were used for the actor in this month. */
export async function getAiUsage(core: CoreContext, actor: Actor): Promise<AiUsageReport> {
  const { month, renewsAt } = monthOf(core.clock.now());
  const key = { holder: actor.userId, month };
  const budgets = core.ai?.budgets;
  return {
    month,
    renewsAt,
    used: await core.store.aiUsage.find({ ...key, paidBy: 'installation' }),
    ownKeys: await core.store.aiUsage.find({ ...key, paidBy: 'own' }),
    budget: { requests: budgets?.userRequests || null, tokens: budgets?.userTokens || null },
  };
}
