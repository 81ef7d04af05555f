import type { AiActivity } from '../../core/ports/ai-activity.ts';
import type { Transcriber } from '../../core/ports/transcriber.ts';
import type { TranscriberSettings } from './openai-transcriber.ts';

/** Who writes down voice messages; loaded only where one is configured. */
export async function makeTranscriber(
  settings: TranscriberSettings | null,
  activity: AiActivity,
): Promise<{ transcriber?: Transcriber }> {
  if (settings === null) return {};
  const { OpenAiTranscriber } = await import('./openai-transcriber.ts');
  return { transcriber: new OpenAiTranscriber({ ...settings, activity }) };
}
