import type { ApiKey, ApiKeyProvider } from '../../core/secrets-at-rest/api-key.ts';
import type { ApiKeyStore } from '../../core/secrets-at-rest/api-key-store.ts';
import type { Executor } from './executor.ts';
import type { Tables } from './tables.ts';

type Row = Tables['api_keys'];

export class SqlApiKeys implements ApiKeyStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async find(userId: string, provider: ApiKeyProvider): Promise<ApiKey | undefined> {
    const query = this.#executor.build
      .selectFrom('api_keys')
      .selectAll()
      .where('user_id', '=', userId)
      .where('provider', '=', provider);
    const row = await this.#executor.row<Row>(query);
    if (row === undefined) return undefined;
    return toApiKey(row);
  }

  async list(userId: string): Promise<ApiKey[]> {
    const query = this.#executor.build
      .selectFrom('api_keys')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('provider');
    return (await this.#executor.rows<Row>(query)).map(toApiKey);
  }

  async findChoice(userId: string): Promise<string | undefined> {
    const query = this.#executor.build.selectFrom('ai_choices').select('provider').where('user_id', '=', userId);
    return (await this.#executor.row<{ provider: string }>(query))?.provider;
  }

  async choose(userId: string, provider: string | null): Promise<void> {
    const { build } = this.#executor;
    if (provider === null) {
      await this.#executor.run(build.deleteFrom('ai_choices').where('user_id', '=', userId));
      return;
    }
    const query = build
      .insertInto('ai_choices')
      .values({ user_id: userId, provider })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ provider }));
    await this.#executor.run(query);
  }

  async put(key: ApiKey): Promise<void> {
    const values = { sealed: key.sealed, last_four: key.lastFour, updated_at: key.updatedAt };
    const query = this.#executor.build
      .insertInto('api_keys')
      .values({ user_id: key.userId, provider: key.provider, ...values })
      .onConflict((conflict) => conflict.columns(['user_id', 'provider']).doUpdateSet(values));
    await this.#executor.run(query);
  }

  async delete(userId: string, provider: ApiKeyProvider): Promise<boolean> {
    const query = this.#executor.build
      .deleteFrom('api_keys')
      .where('user_id', '=', userId)
      .where('provider', '=', provider);
    return (await this.#executor.run(query)) > 0;
  }
}

function toApiKey(row: Row): ApiKey {
  return {
    userId: row.user_id,
    provider: row.provider as ApiKeyProvider,
    sealed: row.sealed,
    lastFour: row.last_four,
    updatedAt: row.updated_at,
  };
}
