import type { LanguageDetector } from '../ports/language-detector.ts';
import { countLetters, splitProtected } from './protected-spans.ts';
import { isSameLanguage } from './same-language.ts';

/** What can be told about the language of a text without asking anybody. */
export interface TextLanguage {
  /** false: there are no words in it, only links, code, names, numbers or emoji. */
  hasWords: boolean;
  /** ISO 639-1; null where nobody can tell. */
  language: string | null;
  /** The languages its script is used for, where those are few; null for Latin letters and mixtures. */
  scriptLanguages: readonly string[] | null;
  /** true: so few letters that a detected language is a guess. */
  short: boolean;
}

export interface Reader {
  target: string;
  known: readonly string[];
}

/** Fewer letters than this are a greeting, a name or a laugh in many languages. Such scripts say more in a letter. */
const SHORT = 24;
const SHORT_SPACELESS = 6;

/** The languages of a script, the most spoken ones. */
const SCRIPTS: readonly [RegExp, readonly string[]][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, ['ja']],
  [/\p{Script=Hangul}/u, ['ko']],
  [/\p{Script=Han}/u, ['zh', 'ja', 'yue']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uk', 'be', 'bg', 'sr', 'mk', 'kk', 'ky', 'tg', 'mn', 'tt']],
  [/\p{Script=Greek}/u, ['el']],
  [/\p{Script=Arabic}/u, ['ar', 'fa', 'ur', 'ps', 'ug', 'ckb', 'sd']],
  [/\p{Script=Hebrew}/u, ['he', 'yi']],
  [/\p{Script=Thai}/u, ['th']],
  [/\p{Script=Devanagari}/u, ['hi', 'mr', 'ne', 'sa']],
  [/\p{Script=Bengali}/u, ['bn', 'as']],
  [/\p{Script=Armenian}/u, ['hy']],
  [/\p{Script=Georgian}/u, ['ka']],
  [/\p{Script=Tamil}/u, ['ta']],
  [/\p{Script=Telugu}/u, ['te']],
];

export async function readTextLanguage(languages: LanguageDetector, text: string): Promise<TextLanguage> {
  const spans = splitProtected(text);
  const letters = countLetters(spans);
  if (letters < 2) return { hasWords: false, language: null, scriptLanguages: null, short: true };
  const said = spans.map((span) => (span.kept ? ' ' : span.text)).join('');
  const isLatin = /\p{Script=Latin}/u.test(said);
  const script = isLatin ? undefined : SCRIPTS.find(([pattern]) => pattern.test(said));
  const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(
    said,
  );
  return {
    hasWords: true,
    language: await languages.detect(said),
    scriptLanguages: script?.[1] ?? null,
    short: letters < (spaceless ? SHORT_SPACELESS : SHORT),
  };
}

/**
 * Whether a text is translated for a reader unasked. Not when it has no words, when it is in a language the reader knows,
 * or when it is too short to tell. `senderLanguage` decides where the text itself leaves doubt.
 */
export function needsTranslation(text: TextLanguage, reader: Reader, senderLanguage: string | null): boolean {
  const knows = (language: string): boolean =>
    [reader.target, ...reader.known].some((one) => isSameLanguage(one, language));
  if (!text.hasWords) return false;
  if (text.language !== null) {
    if (knows(text.language)) return false;
    // A few words are easily taken for the wrong one of two related languages.
    return !(text.short && text.scriptLanguages === null && senderLanguage !== null && knows(senderLanguage));
  }
  if (text.scriptLanguages !== null) return !text.scriptLanguages.some(knows);
  if (text.short) return false;
  return senderLanguage === null || !knows(senderLanguage);
}
