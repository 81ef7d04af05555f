import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { getAiSettings } from './get-ai-settings.ts';

/** The provider that is to answer the actor; null: no choice. Throws `invalid_input` for one that cannot. */
export async function setAiChoice(core: CoreContext, actor: Actor, provider: string | null): Promise<void> {
  if (provider !== null) {
    const { providers } = await getAiSettings(core, actor);
    const found = providers.find((one) => one.provider.id === provider);
    if (found === undefined) {
      const names = providers.map((one) => one.provider.id).join(', ');
      throw new CoreError('invalid_input', `There is no provider “${provider}” here; choose one of: ${names}.`, {
        field: '/provider',
      });
    }
    if (!found.available) {
      throw new CoreError('invalid_input', `There is no key for ${found.provider.name}; set your own first.`, {
        field: '/provider',
      });
    }
  }
  await core.store.transaction((tx) => tx.apiKeys.choose(actor.userId, provider));
}
