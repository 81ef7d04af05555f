import type { ApiKey, ApiKeyProvider } from '../../core/secrets-at-rest/api-key.ts';
import type { ApiKeyStore } from '../../core/secrets-at-rest/api-key-store.ts';
import type { Executor } from './executor.ts';

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
    const row = await this.#executor.row(query);
    if (row === undefined) return undefined;
    return { userId, provider, sealed: row.sealed, lastFour: row.last_four, updatedAt: row.updated_at };
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
