import type { CoreContext } from '../context.ts';
import type { ApiKey } from './api-key.ts';
import { contextOf } from './set-api-key.ts';

/** A person’s own key in the clear, for the one call that needs it; undefined where it cannot be read. */
export function openApiKey(core: Pick<CoreContext, 'vault' | 'log'>, stored: ApiKey): string | undefined {
  const { userId, provider, sealed } = stored;
  const key = core.vault.open(sealed, contextOf(userId, provider));
  if (key === undefined) core.log.warn({ userId, provider }, 'a stored API key cannot be decrypted');
  return key;
}
