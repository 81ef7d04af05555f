import { choice, integer } from '../kinds.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How the process runs. */
export const operationFields = {
  LOG_LEVEL: choice(LEVELS, {
    group: 'Operation',
    description: 'The least urgent log lines that are written.',
    fallback: 'info' as (typeof LEVELS)[number],
  }),
  OUTBOX_WORKERS: integer(
    { minimum: 0, maximum: 64 },
    {
      group: 'Operation',
      description:
        'How many pieces of slow work (translations, transcripts, moderation; of assistants’ answers four times as many) run at a time; 0 leaves them to other nodes.',
      fallback: 4,
    },
  ),
};
