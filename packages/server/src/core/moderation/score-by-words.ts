import { once } from '../once.ts';
import type { ModerationScore } from '../ports/moderator.ts';
import { type CategoryScores, type ModerationCategory, toCategoryScores } from './categories.ts';
import { findPatterns } from './find-patterns.ts';
import { foldText } from './fold-text.ts';
import { type WordList, wordLists } from './word-lists.ts';

/** Of a longer text the rest is not looked at: nobody hides an insult behind ten thousand characters. */
const LOOKED_AT = 10_000;

/** Scripts without spaces between words: an entry of theirs is found anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const patterns = once(() =>
  wordLists.map((list) => ({ ...list, pattern: toPattern(list), anywhere: unspacedOf(list) })),
);

/** The name under which the built-in engine’s scores are kept. */
export const BUILT_IN = 'built-in';

/**
 * The built-in engine, which needs no service: word lists in several languages, read through the usual disguises. Finds
 * add up without ever reaching 1: two reasons to object weigh more than one.
 */
export function scoreByWords(text: string): ModerationScore {
  const folded = foldText(text.slice(0, LOOKED_AT));
  const categories: Record<string, number> = {};
  let harmless = 1;
  for (const { pattern, category, weight } of patterns()) {
    if (!pattern.test(folded)) continue;
    harmless *= 1 - weight;
    categories[category] = Math.max(categories[category] ?? 0, weight);
  }
  return { score: Math.round((1 - harmless) * 1000) / 1000, categories };
}

/** By category: what words say, and what patterns say that are no insult (advertising, card numbers). */
export function scoreCategories(text: string): CategoryScores {
  const looked = text.slice(0, LOOKED_AT);
  return toCategoryScores({ ...scoreByWords(looked).categories, ...findPatterns(looked) });
}

/** Whether the text holds a listed word, or a pattern, of one of these categories. */
export function hasWordsOf(text: string, categories: readonly ModerationCategory[]): boolean {
  const folded = foldText(text);
  if (patterns().some(({ pattern, category }) => categories.includes(category) && pattern.test(folded))) return true;
  const found = findPatterns(text);
  return categories.some((category) => (found[category] ?? 0) > 0);
}

/** Where listed words of scripts without spaces stand, as offsets into the text. */
export function findUnspaced(
  text: string,
  categories: readonly ModerationCategory[],
): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { anywhere, category } of patterns()) {
    if (!categories.includes(category)) continue;
    for (const entry of anywhere) {
      for (let at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at + entry.length)) {
        found.push({ start: at, end: at + entry.length });
      }
    }
  }
  return found;
}

function unspacedOf({ entries }: WordList): string[] {
  return entries.filter((entry) => UNSPACED.test(entry));
}

function toPattern(list: WordList): RegExp {
  const unspaced = unspacedOf(list);
  const spaced = list.entries.filter((entry) => !unspaced.includes(entry));
  // Without the spaces too: letters that were spread out are drawn together over them.
  const words = spaced.map((entry) => entry.replace(/\*/g, '\\p{L}*').replaceAll(' ', ' *')).join('|');
  const anywhere =
    unspaced.length === 0 ? '' : `|${unspaced.map((entry) => entry.normalize('NFKD').normalize('NFC')).join('|')}`;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])${anywhere}`, 'u');
}
