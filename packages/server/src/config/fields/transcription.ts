import { address, choice, integer, line, providerKey } from '../kinds.ts';

const MODES = ['automatic', 'on-demand', 'off'] as const;

/** How voice messages are written down. */
export const transcriptionFields = {
  TRANSCRIPTION: choice(MODES, {
    group: 'Transcription',
    description:
      'Whether every voice message is given to the service, or only those that somebody asks to have written down.',
    fallback: 'automatic' as (typeof MODES)[number],
  }),
  TRANSCRIPTION_BASE_URL: address(['https', 'http'], {
    group: 'Transcription',
    description:
      'Where the service is reached: OpenAI, or one of its shape, such as a Whisper server of your own. Set alone, it is asked without a key.',
    fallback: null,
    fallbackText: '`OPENAI_BASE_URL`',
  }),
  TRANSCRIPTION_API_KEY: providerKey({
    group: 'Transcription',
    description: 'A key for that service. Without a key and an address of its own nothing is transcribed.',
    fallback: null,
    fallbackText: '`OPENAI_API_KEY`, unless `TRANSCRIPTION_BASE_URL` is set',
  }),
  TRANSCRIPTION_MODEL: line({
    group: 'Transcription',
    description: 'The model that listens.',
    allowed: 'a model’s name',
    fallback: 'whisper-1',
  }),
  TRANSCRIPTION_TIMEOUT: integer(
    { minimum: 1, maximum: 300 },
    {
      group: 'Transcription',
      description: 'How long the service may take for one recording, in seconds.',
      fallback: 120,
    },
  ),
  TRANSCRIPTION_MAX_BYTES: integer(
    { minimum: 1_000, maximum: 100_000_000 },
    {
      group: 'Transcription',
      description: 'Larger recordings are not transcribed, in bytes. OpenAI takes 25 MB.',
      fallback: 25_000_000,
    },
  ),
  TRANSCRIPTION_MAX_SECONDS: integer(
    { minimum: 1, maximum: 86_400 },
    {
      group: 'Transcription',
      description: 'Longer recordings are not transcribed, in seconds.',
      fallback: 1_500,
    },
  ),
};
