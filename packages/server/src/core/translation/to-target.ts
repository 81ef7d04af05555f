/** Languages that are written differently from place to place or in two scripts, so that a translation serves one. */
const VARIED = new Set(['zh', 'pt', 'sr', 'az', 'uz', 'pa', 'mn']);

/**
 * The language a text is translated into for a reader of `tag`: one for all readers who can share a translation. `en-US`
 * and `en-GB` are `en`; `pt-BR` and `pt-PT` stay apart; Chinese is `zh-Hans` or `zh-Hant` wherever it is read.
 */
export function toTarget(tag: string): string {
  const locale = toLocale(tag);
  if (locale === undefined) return tag.toLowerCase();
  const { language, script, region } = locale;
  if (!VARIED.has(language)) return language;
  if (language === 'pt') return region === undefined ? language : `${language}-${region}`;
  const written = script ?? locale.maximize().script;
  return written === undefined ? language : `${language}-${written}`;
}

/** undefined for what is no tag at all; those who take tags from outside have refused it before. */
function toLocale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
