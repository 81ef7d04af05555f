import type { Config } from './config.ts';
import type { FieldValues } from './fields.ts';

const OPENAI = 'https://api.openai.com/v1';

/** The transcription service that the variables mean; null: none. */
export function toTranscription(values: FieldValues): Config['transcription'] {
  const ownUrl = values.TRANSCRIPTION_BASE_URL;
  // OpenAI’s key is never shown to another service.
  const key = values.TRANSCRIPTION_API_KEY ?? (ownUrl === null ? values.OPENAI_API_KEY : null);
  if (values.TRANSCRIPTION === 'off' || (key === null && ownUrl === null)) return null;
  return {
    baseUrl: ownUrl ?? values.OPENAI_BASE_URL ?? OPENAI,
    key,
    model: values.TRANSCRIPTION_MODEL,
    automatic: values.TRANSCRIPTION === 'automatic',
    timeout: values.TRANSCRIPTION_TIMEOUT * 1000,
    maximumBytes: values.TRANSCRIPTION_MAX_BYTES,
    maximumSeconds: values.TRANSCRIPTION_MAX_SECONDS,
  };
}
