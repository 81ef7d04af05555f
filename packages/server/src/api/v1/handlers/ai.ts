import type { Result } from '@parlance/protocol';
import type { AiUsageSums } from '../../../core/ai/ai-usage-store.ts';
import { type AiSettings, getAiSettings } from '../../../core/ai/get-ai-settings.ts';
import { getAiUsage } from '../../../core/ai/get-ai-usage.ts';
import { setAiChoice } from '../../../core/ai/set-ai-choice.ts';
import { removeApiKey, setApiKey } from '../../../core/secrets-at-rest/set-api-key.ts';
import type { Handlers } from '../handler.ts';

type AiOperation = 'ai.get' | 'ai.choose' | 'ai.set_key' | 'ai.remove_key' | 'ai.usage';

export const aiHandlers: Handlers<AiOperation> = {
  'ai.get': async ({ core }, actor) => presentSettings(await getAiSettings(core, actor)),
  'ai.choose': async ({ core }, actor, { provider }) => {
    await setAiChoice(core, actor, provider);
    return presentSettings(await getAiSettings(core, actor));
  },
  'ai.set_key': async ({ core }, actor, { provider, key }) => {
    await setApiKey(core, actor, { provider, key });
    return presentSettings(await getAiSettings(core, actor));
  },
  'ai.remove_key': async ({ core }, actor, { provider }) => {
    await removeApiKey(core, actor, provider);
    return presentSettings(await getAiSettings(core, actor));
  },
  'ai.usage': async ({ core }, actor) => {
    const { month, renewsAt, used, ownKeys, budget } = await getAiUsage(core, actor);
    return { month, renews_at: renewsAt, used: presentSums(used), own_keys: presentSums(ownKeys), budget };
  },
};

function presentSettings({ choice, answers, providers }: AiSettings): Result<'ai.get'> {
  return {
    choice,
    answers: answers?.id ?? 'built-in',
    providers: providers.map(({ provider: { id, name, model, takesOwnKeys }, available, ownKey }) => ({
      id,
      name,
      model,
      available,
      own_key: ownKey === null ? null : { last_four: ownKey.lastFour, updated_at: ownKey.updatedAt },
      takes_own_key: takesOwnKeys,
    })),
  };
}

function presentSums({ requests, inputTokens, outputTokens }: AiUsageSums): Result<'ai.usage'>['used'] {
  return { requests, input_tokens: inputTokens, output_tokens: outputTokens };
}
