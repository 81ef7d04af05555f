import type { ModerationScore } from '../ports/moderator.ts';
import { foldText } from './fold-text.ts';
import { type WordList, wordLists } from './word-lists.ts';

/** Of a longer text the rest is not looked at: nobody hides an insult behind ten thousand characters. */
const LOOKED_AT = 10_000;

/** Scripts without spaces between words: an entry of theirs is found anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const patterns = wordLists.map((list) => ({ ...list, pattern: toPattern(list) }));

/**
 * The built-in engine, which needs no service: word lists in several languages, read through the usual disguises. Finds
 * add up without ever reaching 1: two reasons to object weigh more than one.
 */
export function scoreByWords(text: string): ModerationScore {
  const folded = foldText(text.slice(0, LOOKED_AT));
  const categories: Record<string, number> = {};
  let harmless = 1;
  for (const { pattern, category, weight } of patterns) {
    if (!pattern.test(folded)) continue;
    harmless *= 1 - weight;
    categories[category] = Math.max(categories[category] ?? 0, weight);
  }
  return { score: Math.round((1 - harmless) * 1000) / 1000, categories };
}

function toPattern({ entries }: WordList): RegExp {
  const spaced = entries.filter((entry) => !UNSPACED.test(entry));
  const unspaced = entries.filter((entry) => UNSPACED.test(entry));
  const words = spaced.map((entry) => entry.replace(/\*/g, '\\p{L}*').replaceAll(' ', ' +')).join('|');
  const anywhere =
    unspaced.length === 0 ? '' : `|${unspaced.map((entry) => entry.normalize('NFKD').normalize('NFC')).join('|')}`;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])${anywhere}`, 'u');
}
