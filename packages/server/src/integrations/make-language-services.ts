import type { AiActivity } from '../core/ports/ai-activity.ts';
import type { ModelProvider } from '../core/ports/ai-provider.ts';
import type { LanguageDetector } from '../core/ports/language-detector.ts';
import type { Log } from '../core/ports/log.ts';
import type { Moderator } from '../core/ports/moderator.ts';
import type { Translator } from '../core/ports/translator.ts';
import { eldLanguageDetector } from './translation/eld-language-detector.ts';
import type { ModelTranslatorOptions } from './translation/model-translator.ts';

interface LanguageSettings {
  openaiKey: string | null;
  openaiBaseUrl: string;
  libretranslate: { url: string; key: string | null } | null;
  /** The id of what translates; null: nothing does. */
  translation: string | null;
}

interface Parts {
  settings: LanguageSettings;
  providers: readonly ModelProvider[];
  /** Asks one of the providers for the installation. */
  ask: (provider: ModelProvider) => ModelTranslatorOptions['ask'];
  activity: AiActivity;
  log: Log;
}

/** What understands texts: languages are told apart on this machine; the rest is as configured, and loaded only then. */
export async function makeLanguageServices(parts: Parts): Promise<{
  translator: Translator | null;
  languages: LanguageDetector;
  moderator: Moderator | null;
}> {
  return {
    translator: await makeTranslator(parts),
    languages: eldLanguageDetector,
    moderator: await makeModerator(parts),
  };
}

async function makeModerator({ settings, activity, log }: Parts): Promise<Moderator | null> {
  const { openaiKey: key, openaiBaseUrl: baseUrl } = settings;
  if (key === null) return null;
  const { OpenAiModerator } = await import('./moderation/openai-moderator.ts');
  return new OpenAiModerator({ baseUrl, key, log, activity });
}

async function makeTranslator({ settings, providers, ask, activity, log }: Parts): Promise<Translator | null> {
  const { translation, libretranslate } = settings;
  if (translation === 'libretranslate' && libretranslate !== null) {
    const { LibreTranslate } = await import('./translation/libretranslate.ts');
    return new LibreTranslate({ ...libretranslate, log, activity });
  }
  const provider = providers.find(({ id }) => id === translation);
  if (provider === undefined) return null;
  const { ModelTranslator } = await import('./translation/model-translator.ts');
  return new ModelTranslator({ engine: `${provider.id}:${provider.model}`, ask: ask(provider), log });
}
