/** Whose use is counted: one person’s (the user’s id), or that of all. */
export const INSTALLATION = 'installation';

export interface AiUsageKey {
  /** A user’s id, or INSTALLATION. */
  holder: string;
  /** `2026-11`, in UTC. */
  month: string;
  /** Who pays for it: the installation, or the person with an own key. */
  paidBy: 'installation' | 'own';
}

export interface AiUsageSums {
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

export interface AiUsageReader {
  /** Zeros where nothing was used. */
  find(key: AiUsageKey): Promise<AiUsageSums>;
}

export interface AiUsageStore extends AiUsageReader {
  /** Adds, in one step that no other can come between, and returns the sums after it. Negative numbers take back. */
  add(key: AiUsageKey, change: AiUsageSums): Promise<AiUsageSums>;
}
