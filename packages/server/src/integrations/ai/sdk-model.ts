import type { LanguageModel } from 'ai';

/** A model of the AI SDK, as its packages for providers make it. */
export type SdkModel = Extract<LanguageModel, { specificationVersion: 'v3' }>;
