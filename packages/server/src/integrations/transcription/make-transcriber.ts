import type { Transcriber } from '../../core/ports/transcriber.ts';
import type { TranscriberOptions } from './openai-transcriber.ts';

/** Who writes down voice messages; loaded only where one is configured. */
export async function makeTranscriber(options: TranscriberOptions | null): Promise<{ transcriber?: Transcriber }> {
  if (options === null) return {};
  const { OpenAiTranscriber } = await import('./openai-transcriber.ts');
  return { transcriber: new OpenAiTranscriber(options) };
}
