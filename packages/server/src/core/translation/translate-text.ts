import type { CoreContext } from '../context.ts';
import type { Translator } from '../ports/translator.ts';
import type { Store } from '../store.ts';
import { isSameLanguage } from './same-language.ts';
import type { StoredTranslation, TranslationKey } from './translation-store.ts';

export interface TranslationRequest {
  text: string;
  /** BCP 47 tag. */
  target: string;
  /** The language of the text, where it is known. */
  source?: string | null;
}

export interface TranslationResult {
  /** The original where nothing was translated. */
  text: string;
  /** The language of the original, as far as anybody knows. */
  source: string | null;
  target: string;
  /** false: the text was in that language already, or no engine could translate it now. */
  translated: boolean;
  /** true: it needs no translation, because it is in the target language. */
  sameLanguage: boolean;
  engine: string | null;
}

type Flight = Promise<StoredTranslation | undefined>;

/** One text goes to the engine once at a time, however many readers wait for it. Gone with the store. */
const flights = new WeakMap<Store, Map<string, Flight>>();

/** Translates, remembering what was translated before. Never throws because of the engine: then the original comes back. */
export async function translateText(core: CoreContext, request: TranslationRequest): Promise<TranslationResult> {
  const { text, target } = request;
  const source = request.source ?? (await core.languages.detect(text));
  const untouched = { text, source, target, translated: false, engine: null };
  if (source !== null && isSameLanguage(source, target)) return { ...untouched, sameLanguage: true };
  if (core.translator === null) return { ...untouched, sameLanguage: false };
  const found = await findOrMake(core, core.translator, text, {
    textHash: core.ids.hash(text),
    source: request.source ?? '',
    target,
    engine: core.translator.engine,
  });
  if (found === undefined) return { ...untouched, sameLanguage: false };
  const foundSource = found.foundSource ?? source;
  const sameLanguage = foundSource !== null && isSameLanguage(foundSource, target);
  return {
    text: found.text,
    source: foundSource,
    target,
    translated: !sameLanguage,
    sameLanguage,
    engine: found.engine,
  };
}

async function findOrMake(core: CoreContext, translator: Translator, text: string, key: TranslationKey): Flight {
  const known = await core.store.translations.find(key);
  if (known !== undefined) return known;
  const running = flights.get(core.store) ?? new Map<string, Flight>();
  flights.set(core.store, running);
  const name = JSON.stringify([key.textHash, key.source, key.target, key.engine]);
  const flight = running.get(name) ?? make(core, translator, text, key).finally(() => running.delete(name));
  running.set(name, flight);
  return flight;
}

async function make(core: CoreContext, translator: Translator, text: string, key: TranslationKey): Flight {
  const made = await translator.translate(text, key.target, key.source === '' ? null : key.source);
  if (made === undefined) return undefined;
  const translation = { ...key, text: made.text, foundSource: made.source, createdAt: core.clock.now() };
  try {
    await core.store.transaction((tx) => tx.translations.put(translation));
  } catch (fault) {
    // It is only a memory: what cannot be kept can still be shown.
    core.log.warn({ err: fault }, 'a translation could not be kept');
  }
  return translation;
}
