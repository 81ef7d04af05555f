import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { ServiceLimits } from '../services/service-guard.ts';

/** What the configuration says about language models. */
export interface ModelSettings {
  openaiKey: string | null;
  openaiModel: string;
  /** With the version: `https://api.openai.com/v1`. */
  openaiBaseUrl: string;
  geminiKey: string | null;
  geminiModel: string;
  /** Without the version: `https://generativelanguage.googleapis.com`. */
  geminiBaseUrl: string;
  /** A service of OpenAI’s shape, such as `http://127.0.0.1:11434/v1`. */
  compatible: { baseUrl: string; key: string | null; model: string } | null;
  /** A local model, and the folder whose node_modules has what runs it. */
  transformers: { model: string; path: string } | null;
}

/** What each provider is made from. */
export interface ProviderParts {
  settings: ModelSettings;
  activity: AiActivity;
  limits?: Partial<ServiceLimits>;
}
