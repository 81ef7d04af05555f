import type { ModelProvider } from '../../core/ports/ai-provider.ts';
import { makeGemini } from './gemini.ts';
import { makeOpenAi } from './openai.ts';
import { makeOpenAiCompatible } from './openai-compatible.ts';
import type { ProviderParts } from './provider-parts.ts';
import { Transformers } from './transformers.ts';

/**
 * Every provider there is, one line each. OpenAI and Gemini are there without a key, too, for those who bring their own.
 */
export function makeModelProviders(parts: ProviderParts): ModelProvider[] {
  const { activity, limits, settings } = parts;
  const { compatible, transformers } = settings;
  return [
    makeOpenAi(parts),
    makeGemini(parts),
    ...(compatible === null ? [] : [makeOpenAiCompatible(parts, compatible)]),
    ...(transformers === null ? [] : [new Transformers({ ...transformers, activity, ...(limits && { limits }) })]),
  ];
}
