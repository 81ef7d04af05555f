import type { CoreContext } from '../context.ts';
import type { ApiKeyProvider } from './api-key.ts';
import { contextOf } from './set-api-key.ts';

/** A person’s own key in the clear, for the one call that needs it; undefined where there is none that can be read. */
export async function findApiKey(
  core: CoreContext,
  userId: string,
  provider: ApiKeyProvider,
): Promise<string | undefined> {
  const stored = await core.store.apiKeys.find(userId, provider);
  if (stored === undefined) return undefined;
  const key = core.vault.open(stored.sealed, contextOf(userId, provider));
  if (key === undefined) core.log.warn({ userId, provider }, 'a stored API key cannot be decrypted');
  return key;
}
