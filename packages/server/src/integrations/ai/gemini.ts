import type { ProviderParts } from './provider-parts.ts';
import { SdkProvider } from './sdk-provider.ts';

/** Google Gemini over its REST interface: `models/{model}:streamGenerateContent`. */
export function makeGemini({ settings, ...parts }: ProviderParts): SdkProvider {
  const { geminiKey, geminiModel, geminiBaseUrl } = settings;
  return new SdkProvider({
    ...parts,
    id: 'gemini',
    name: 'Google Gemini',
    model: geminiModel,
    key: geminiKey,
    takesOwnKeys: true,
    load: async () => {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
      const baseURL = `${geminiBaseUrl.replace(/\/+$/, '')}/v1beta`;
      return ({ key, model, fetch }) => createGoogleGenerativeAI({ apiKey: key, baseURL, fetch })(model);
    },
  });
}
