import { de } from './de.ts';
import { en, type Strings } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

const LANGUAGES: Readonly<Record<string, Strings>> = { en, de, es, fr };

/** The first of the browser's languages that we speak. */
export const locale =
  navigator.languages.find((language) => LANGUAGES[language.slice(0, 2).toLowerCase()] !== undefined) ?? 'en';

export const strings: Strings = LANGUAGES[locale.slice(0, 2).toLowerCase()] ?? en;
