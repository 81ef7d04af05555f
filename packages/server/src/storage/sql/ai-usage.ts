import { sql } from 'kysely';
import type { AiUsageKey, AiUsageStore, AiUsageSums } from '../../core/ai/ai-usage-store.ts';
import type { Executor } from './executor.ts';

type Row = { requests: number; input_tokens: number; output_tokens: number };

export class SqlAiUsage implements AiUsageStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find({ holder, month, paidBy }: AiUsageKey): Promise<AiUsageSums> {
    const row = await this.#executor.row<Row>(
      this.#executor.build
        .selectFrom('ai_usage')
        .select(['requests', 'input_tokens', 'output_tokens'])
        .where('holder', '=', holder)
        .where('month', '=', month)
        .where('paid_by', '=', paidBy),
    );
    return toSums(row);
  }

  async add({ holder, month, paidBy }: AiUsageKey, change: AiUsageSums): Promise<AiUsageSums> {
    const { requests, inputTokens, outputTokens } = change;
    const row = await this.#executor.row<Row>(
      this.#executor.build
        .insertInto('ai_usage')
        .values({
          holder,
          month,
          paid_by: paidBy,
          requests,
          input_tokens: inputTokens,
          output_tokens: outputTokens,
        })
        .onConflict((conflict) =>
          conflict.columns(['holder', 'month', 'paid_by']).doUpdateSet({
            requests: sql<number>`ai_usage.requests + excluded.requests`,
            input_tokens: sql<number>`ai_usage.input_tokens + excluded.input_tokens`,
            output_tokens: sql<number>`ai_usage.output_tokens + excluded.output_tokens`,
          }),
        )
        .returning(['requests', 'input_tokens', 'output_tokens']),
    );
    return toSums(row);
  }
}

function toSums(row: Row | undefined): AiUsageSums {
  if (row === undefined) return { requests: 0, inputTokens: 0, outputTokens: 0 };
  return { requests: row.requests, inputTokens: row.input_tokens, outputTokens: row.output_tokens };
}
