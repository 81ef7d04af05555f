import type { CoreContext } from '../context.ts';

/** What is known already of these texts: for each one its translations by language. Asks no engine. */
export async function findTranslations(
  core: CoreContext,
  texts: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  if (core.translator === null || texts.length === 0) return found;
  const byHash = new Map(texts.map((text) => [core.ids.hash(text), text]));
  for (const one of await core.store.translations.findAll([...byHash.keys()], core.translator.engine)) {
    const text = byHash.get(one.textHash);
    if (text === undefined) continue;
    const languages = found.get(text) ?? new Map<string, string>();
    languages.set(one.target, one.text);
    found.set(text, languages);
  }
  return found;
}
