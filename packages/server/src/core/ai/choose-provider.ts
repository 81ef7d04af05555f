import type { CoreContext } from '../context.ts';
import type { ModelProvider } from '../ports/ai-provider.ts';
import type { ApiKey } from '../secrets-at-rest/api-key.ts';
import { openApiKey } from '../secrets-at-rest/open-api-key.ts';
import type { AiServices } from './ai-services.ts';

export interface ChosenProvider {
  provider: ModelProvider;
  /** The person’s own, where it is to be used. */
  ownKey?: string;
}

/**
 * Which provider answers for this person, and with whose key: the one that the person chose, else one that the person has a
 * key for, else the installation’s. undefined: none can.
 */
export async function chooseProvider(core: CoreContext, userId: string | null): Promise<ChosenProvider | undefined> {
  const { ai } = core;
  if (ai === undefined) return undefined;
  const installation = ai.providers.find(({ id }) => id === ai.chosen);
  if (userId === null) return installation?.canReply(undefined) ? { provider: installation } : undefined;
  const keys = await core.store.apiKeys.list(userId);
  const choice = await core.store.apiKeys.findChoice(userId);
  for (const provider of inOrder(ai, keys, choice)) {
    const key = keys.find((one) => one.provider === provider.id);
    const ownKey = key === undefined ? undefined : openApiKey(core, key);
    if (provider.canReply(ownKey)) return { provider, ...(ownKey === undefined ? {} : { ownKey }) };
  }
  return undefined;
}

function inOrder(ai: AiServices, keys: readonly ApiKey[], choice: string | undefined): ModelProvider[] {
  const owned = keys.map(({ provider }) => provider as string);
  const rank = ({ id }: ModelProvider): number => {
    if (id === choice) return 0;
    if (owned.includes(id)) return id === ai.chosen ? 1 : 2;
    return id === ai.chosen ? 3 : 4;
  };
  return ai.providers.filter((one) => rank(one) < 4).toSorted((a, b) => rank(a) - rank(b));
}
