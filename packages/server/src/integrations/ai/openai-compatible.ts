import type { ProviderParts } from './provider-parts.ts';
import { SdkProvider } from './sdk-provider.ts';

/** Whatever speaks OpenAI’s chat completions at the installation’s own address: Ollama, vLLM, LM Studio. A key is optional. */
export function makeOpenAiCompatible(
  { settings, ...parts }: ProviderParts,
  { baseUrl, key, model: configured }: { baseUrl: string; key: string | null; model: string },
): SdkProvider {
  return new SdkProvider({
    ...parts,
    id: 'compatible',
    name: `The language model at ${new URL(baseUrl).host}`,
    model: configured,
    key: key ?? NO_KEY,
    // It is the installation’s own: a person’s key has no business there.
    takesOwnKeys: false,
    load: async () => {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const options = { name: 'compatible', baseURL: baseUrl, includeUsage: true };
      return ({ key: given, model, fetch }) => {
        const access = given === NO_KEY ? {} : { apiKey: given };
        return createOpenAICompatible({ ...options, ...access, fetch })(model);
      };
    },
  });
}

const NO_KEY = '';
