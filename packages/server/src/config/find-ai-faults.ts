import type { ConfigFault } from './config-error.ts';
import type { FieldName, FieldValues } from './fields.ts';

/** What each provider cannot do without. */
const NEEDS: Readonly<Record<string, FieldName>> = {
  compatible: 'AI_BASE_URL',
  transformers: 'TRANSFORMERS_MODEL',
  libretranslate: 'LIBRETRANSLATE_URL',
};
/** These answer people with keys of their own, but translate for all with the installation’s. */
const KEYS: Readonly<Record<string, FieldName>> = { openai: 'OPENAI_API_KEY', gemini: 'GEMINI_API_KEY' };

/** Providers that were chosen and cannot work, and settings that lead nowhere. */
export function findAiFaults(values: FieldValues): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const require = (variable: FieldName, chosen: string, needed: FieldName | undefined): void => {
    if (needed === undefined || values[needed] !== null) return;
    faults.push({ variable, got: `“${chosen}”`, wants: `it also needs ${needed}` });
  };
  const { AI_PROVIDER, TRANSLATION_PROVIDER, AI_BASE_URL, AI_MODEL } = values;
  require('AI_PROVIDER', AI_PROVIDER, NEEDS[AI_PROVIDER]);
  require('TRANSLATION_PROVIDER', TRANSLATION_PROVIDER, NEEDS[TRANSLATION_PROVIDER] ?? KEYS[TRANSLATION_PROVIDER]);
  if (AI_BASE_URL !== null && AI_MODEL === null) {
    faults.push({ variable: 'AI_MODEL', got: 'not set', wants: 'name the model that AI_BASE_URL is to be asked for' });
  }
  for (const variable of ['AI_MODEL', 'AI_API_KEY'] as const) {
    if (AI_BASE_URL === null && values[variable] !== null) {
      faults.push({ variable, got: 'set', wants: 'it also needs AI_BASE_URL' });
    }
  }
  if (values.LIBRETRANSLATE_URL === null && values.LIBRETRANSLATE_API_KEY !== null) {
    faults.push({ variable: 'LIBRETRANSLATE_API_KEY', got: 'set', wants: 'it also needs LIBRETRANSLATE_URL' });
  }
  return faults;
}
