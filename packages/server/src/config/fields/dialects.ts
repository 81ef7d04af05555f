import { decimal, integer, words } from '../kinds.ts';

export const dialectNames = ['rooms', 'relay', 'letsapp', 'direct', 'assistant'] as const;

const DAY = 86_400;

/** The five chat APIs spoken beside v1. */
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
};
