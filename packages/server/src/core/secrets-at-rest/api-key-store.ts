import type { ApiKey, ApiKeyProvider } from './api-key.ts';

export interface ApiKeyReader {
  find(userId: string, provider: ApiKeyProvider): Promise<ApiKey | undefined>;
  /** In the order of the providers’ names. */
  list(userId: string): Promise<ApiKey[]>;
  /** The id of the provider that the person wants to be answered by. */
  findChoice(userId: string): Promise<string | undefined>;
}

export interface ApiKeyStore extends ApiKeyReader {
  put(key: ApiKey): Promise<void>;
  /** True when there was one. */
  delete(userId: string, provider: ApiKeyProvider): Promise<boolean>;
  /** null: no choice. */
  choose(userId: string, provider: string | null): Promise<void>;
}
