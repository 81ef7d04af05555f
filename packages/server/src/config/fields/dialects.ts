import { address, decimal, integer, line, providerKey, words } from '../kinds.ts';

export const dialectNames = ['rooms', 'relay', 'letsapp', 'direct', 'assistant'] as const;

const DAY = 86_400;

/** The five chat APIs spoken beside v1, and the services they lean on. */
export const dialectFields = {
  DIALECTS: words(dialectNames, {
    group: 'Dialects',
    description: 'Which dialects are spoken.',
    fallback: dialectNames as readonly (typeof dialectNames)[number][],
    fallbackText: 'all',
  }),
  JWT_ACCESS_TOKEN_EXPIRES: integer(
    { minimum: 60, maximum: 3650 * DAY },
    {
      group: 'Dialects',
      description:
        'How long an access token of a dialect is valid, in seconds. It ends sooner when its session is ended.',
      fallback: 30 * DAY,
      aliases: [{ name: 'JWT_EXPIRE_MINUTES', factor: 60 }],
    },
  ),
  RATE_LIMIT_MESSAGES: integer(
    { minimum: 1, maximum: 1_000_000 },
    {
      group: 'Dialects',
      description: '`rooms`: how many messages one person may send in a window.',
      fallback: 10,
    },
  ),
  RATE_LIMIT_WINDOW: integer(
    { minimum: 1, maximum: DAY },
    {
      group: 'Dialects',
      description: '`rooms`: the length of that window, in seconds.',
      fallback: 60,
    },
  ),
  TOXICITY_THRESHOLD: decimal(
    { minimum: 0, maximum: 1 },
    {
      group: 'Dialects',
      description: '`rooms`: from which score on a message is flagged as toxic.',
      fallback: 0.7,
    },
  ),
  TRANSLATION_WAIT_MS: integer(
    { minimum: 0, maximum: 60_000 },
    {
      group: 'Dialects',
      description: '`rooms`: how long a message is held for its translations at most, in milliseconds.',
      fallback: 1500,
    },
  ),
  OPENAI_API_KEY: providerKey({
    group: 'Assistant and translation',
    description: 'A key for OpenAI. Without any key the built-in assistant answers.',
    fallback: null,
    fallbackText: 'none',
  }),
  OPENAI_MODEL: line({
    group: 'Assistant and translation',
    description: 'The OpenAI model to use.',
    allowed: 'a model’s name',
    fallback: 'gpt-3.5-turbo',
  }),
  OPENAI_BASE_URL: address(['https', 'http'], {
    group: 'Assistant and translation',
    description: 'Where the OpenAI API is reached; another service of the same shape can stand here.',
    fallback: null,
    fallbackText: '`https://api.openai.com/v1`',
  }),
  GEMINI_API_KEY: providerKey({
    group: 'Assistant and translation',
    description: 'A key for Gemini.',
    fallback: null,
    fallbackText: 'none',
  }),
  GEMINI_MODEL: line({
    group: 'Assistant and translation',
    description: 'The Gemini model to use.',
    allowed: 'a model’s name',
    fallback: 'gemini-2.5-flash',
  }),
  GEMINI_BASE_URL: address(['https', 'http'], {
    group: 'Assistant and translation',
    description: 'Where Gemini’s interface is reached: a proxy, or another service that speaks it.',
    fallback: null,
    fallbackText: '`https://generativelanguage.googleapis.com`',
  }),
};
