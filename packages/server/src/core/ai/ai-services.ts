import type { ModelProvider } from '../ports/ai-provider.ts';
import type { AiMonitor } from './ai-monitor.ts';

/** What may be used in a calendar month (UTC) at the installation’s cost; 0: as much as one likes. */
export interface AiBudgets {
  requests: number;
  tokens: number;
  /** Each person’s part. */
  userRequests: number;
  userTokens: number;
}

/** The outside language models, and what they may cost. */
export interface AiServices {
  readonly providers: readonly ModelProvider[];
  /** The id of the one that answers where nobody chose another; null: none does. */
  readonly chosen: string | null;
  readonly budgets: AiBudgets;
  readonly monitor: AiMonitor;
}
