import { resolve } from 'node:path';
import type { Config } from './config.ts';
import type { FieldValues } from './fields.ts';

const GEMINI = 'https://generativelanguage.googleapis.com';
const OPENAI = 'https://api.openai.com/v1';
const SECOND = 1000;

/** Which outside services understand texts, and what they may take. */
export function toAi(values: FieldValues, folder: string): Config['ai'] {
  const { AI_BASE_URL, AI_MODEL, TRANSFORMERS_MODEL, TRANSFORMERS_PATH, LIBRETRANSLATE_URL } = values;
  return {
    openaiKey: values.OPENAI_API_KEY,
    openaiModel: values.OPENAI_MODEL,
    openaiBaseUrl: values.OPENAI_BASE_URL ?? OPENAI,
    geminiKey: values.GEMINI_API_KEY,
    geminiModel: values.GEMINI_MODEL,
    geminiBaseUrl: values.GEMINI_BASE_URL ?? GEMINI,
    compatible:
      AI_BASE_URL === null || AI_MODEL === null
        ? null
        : { baseUrl: AI_BASE_URL, key: values.AI_API_KEY, model: AI_MODEL },
    transformers:
      TRANSFORMERS_MODEL === null
        ? null
        : {
            model: resolve(folder, TRANSFORMERS_MODEL),
            path: resolve(folder, TRANSFORMERS_PATH ?? values.DATA_DIR),
          },
    libretranslate:
      LIBRETRANSLATE_URL === null ? null : { url: LIBRETRANSLATE_URL, key: values.LIBRETRANSLATE_API_KEY },
    provider: toProvider(values),
    translation: toTranslation(values),
    timeout: values.AI_TIMEOUT_SECONDS * SECOND,
    concurrency: values.AI_CONCURRENCY,
    budgets: {
      requests: values.AI_MONTHLY_REQUESTS,
      tokens: values.AI_MONTHLY_TOKENS,
      userRequests: values.AI_USER_MONTHLY_REQUESTS,
      userTokens: values.AI_USER_MONTHLY_TOKENS,
    },
  };
}

function toProvider(values: FieldValues): Config['ai']['provider'] {
  const { AI_PROVIDER } = values;
  if (AI_PROVIDER === 'none') return null;
  if (AI_PROVIDER !== 'auto') return AI_PROVIDER;
  if (values.AI_BASE_URL !== null) return 'compatible';
  if (values.TRANSFORMERS_MODEL !== null) return 'transformers';
  if (values.GEMINI_API_KEY !== null) return 'gemini';
  return values.OPENAI_API_KEY === null ? null : 'openai';
}

function toTranslation(values: FieldValues): Config['ai']['translation'] {
  const { TRANSLATION_PROVIDER } = values;
  if (TRANSLATION_PROVIDER === 'none') return null;
  if (TRANSLATION_PROVIDER !== 'auto') return TRANSLATION_PROVIDER;
  if (values.LIBRETRANSLATE_URL !== null) return 'libretranslate';
  return values.OPENAI_API_KEY === null ? null : 'openai';
}
