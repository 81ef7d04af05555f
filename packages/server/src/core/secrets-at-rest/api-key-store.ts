import type { ApiKey, ApiKeyProvider } from './api-key.ts';

export interface ApiKeyReader {
  find(userId: string, provider: ApiKeyProvider): Promise<ApiKey | undefined>;
}

export interface ApiKeyStore extends ApiKeyReader {
  put(key: ApiKey): Promise<void>;
  /** True when there was one. */
  delete(userId: string, provider: ApiKeyProvider): Promise<boolean>;
}
