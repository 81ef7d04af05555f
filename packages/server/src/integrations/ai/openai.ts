import type { ProviderParts } from './provider-parts.ts';
import { SdkProvider } from './sdk-provider.ts';

/** OpenAI’s chat completions, or, at another base URL, a service of the same shape that wants a key. */
export function makeOpenAi({ settings, ...parts }: ProviderParts): SdkProvider {
  const { openaiKey, openaiModel, openaiBaseUrl } = settings;
  return new SdkProvider({
    ...parts,
    id: 'openai',
    name: 'OpenAI',
    model: openaiModel,
    key: openaiKey,
    takesOwnKeys: true,
    load: async () => {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return ({ key, model, fetch }) => createOpenAI({ apiKey: key, baseURL: openaiBaseUrl, fetch }).chat(model);
    },
  });
}
