import type { LanguageDetector } from '../../core/ports/language-detector.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Moderator } from '../../core/ports/moderator.ts';
import type { Translator } from '../../core/ports/translator.ts';
import { eldLanguageDetector } from '../translation/eld-language-detector.ts';

interface LanguageOptions {
  openaiKey: string | null;
  openaiModel: string;
  openaiBaseUrl: string;
}

/** What understands texts: languages are told apart on this machine; the rest needs a key, and is loaded only with one. */
export async function makeLanguageServices(
  { openaiKey, openaiModel, openaiBaseUrl }: LanguageOptions,
  log: Log,
): Promise<{ translator: Translator | null; languages: LanguageDetector; moderator: Moderator | null }> {
  if (openaiKey === null) return { translator: null, languages: eldLanguageDetector, moderator: null };
  const [{ OpenAiTranslator }, { OpenAiModerator }] = await Promise.all([
    import('../translation/openai-translator.ts'),
    import('../moderation/openai-moderator.ts'),
  ]);
  const options = { baseUrl: openaiBaseUrl, key: openaiKey, log };
  return {
    translator: new OpenAiTranslator({ ...options, model: openaiModel }),
    languages: eldLanguageDetector,
    moderator: new OpenAiModerator(options),
  };
}
