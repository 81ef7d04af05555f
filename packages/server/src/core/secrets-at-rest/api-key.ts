/** Whose service a person’s own key opens. */
export type ApiKeyProvider = 'gemini' | 'openai';

/** A person’s own key for an AI provider, encrypted. */
export interface ApiKey {
  userId: string;
  provider: ApiKeyProvider;
  /** What the vault made of it: the id of the vault’s key, and the encrypted text. */
  sealed: string;
  /** All that is ever shown of it. */
  lastFour: string;
  updatedAt: number;
}
