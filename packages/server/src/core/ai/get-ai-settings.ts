import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { ModelProvider } from '../ports/ai-provider.ts';
import { openApiKey } from '../secrets-at-rest/open-api-key.ts';
import { chooseProvider } from './choose-provider.ts';

export interface AiSettings {
  /** The id of the provider that the person chose. */
  choice: string | null;
  /** The one that answers now; null: the built-in engine. */
  answers: ModelProvider | null;
  providers: readonly {
    provider: ModelProvider;
    /** Whether it can answer this person. */
    available: boolean;
    ownKey: { lastFour: string; updatedAt: number } | null;
  }[];
}

/** Which language models there are for the actor. Of keys only the last four characters are known outside of the vault. */
export async function getAiSettings(core: CoreContext, actor: Actor): Promise<AiSettings> {
  const keys = await core.store.apiKeys.list(actor.userId);
  const providers = (core.ai?.providers ?? []).map((provider) => {
    const key = keys.find((one) => one.provider === provider.id);
    return {
      provider,
      available: provider.canReply(key === undefined ? undefined : openApiKey(core, key)),
      ownKey: key === undefined ? null : { lastFour: key.lastFour, updatedAt: key.updatedAt },
    };
  });
  const chosen = await chooseProvider(core, actor.userId);
  return {
    choice: (await core.store.apiKeys.findChoice(actor.userId)) ?? null,
    answers: chosen?.provider ?? null,
    providers,
  };
}
