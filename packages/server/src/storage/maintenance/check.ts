import type { Executor } from '../sql/executor.ts';

/** One thing that must hold in the stored data. */
export interface Check {
  name: string;
  /** One sentence for each row where it does not hold. */
  find(executor: Executor): Promise<string[]>;
  /** Computes what can be computed anew; undefined where only a backup helps. */
  repair?(executor: Executor): Promise<void>;
}
