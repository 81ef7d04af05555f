import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { ApiKey, ApiKeyProvider } from './api-key.ts';

/** Keeps the actor’s own key for a provider, encrypted. Throws `invalid_input` for what cannot be a key. */
export async function setApiKey(
  core: CoreContext,
  actor: Actor,
  input: { provider: ApiKeyProvider; key: string },
): Promise<ApiKey> {
  const key = input.key.trim();
  if (!/^[\x21-\x7e]{8,512}$/.test(key)) {
    throw new CoreError('invalid_input', 'The API key must have 8 to 512 printable characters without spaces.', {
      field: '/api_key',
    });
  }
  const stored: ApiKey = {
    userId: actor.userId,
    provider: input.provider,
    sealed: core.vault.seal(key, contextOf(actor.userId, input.provider)),
    lastFour: key.slice(-4),
    updatedAt: core.clock.now(),
  };
  await core.store.transaction((tx) => tx.apiKeys.put(stored));
  return stored;
}

/** Forgets it; false when there was none. */
export function removeApiKey(core: CoreContext, actor: Actor, provider: ApiKeyProvider): Promise<boolean> {
  return core.store.transaction((tx) => tx.apiKeys.delete(actor.userId, provider));
}

/** What a key is sealed for: a row that is copied to another person opens nothing. */
export function contextOf(userId: string, provider: ApiKeyProvider): string {
  return `api key of ${userId} for ${provider}`;
}
