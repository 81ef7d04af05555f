import { estimateTokens } from '../../ai/estimate-tokens.ts';
import type { AiTurn } from '../../ports/ai-provider.ts';
import { contentWords } from '../built-in/said.ts';

/** Of one message so many characters are looked at. */
const READ = 2_000;
/** A sentence that is longer is cut, in characters. */
const LONGEST = 300;

interface Sentence {
  line: string;
  words: string[];
  index: number;
}

/**
 * The sentences that say the most of what was said, within so many tokens, in their order and one a line. `earlier`: the
 * lines of a digest before it, which compete with the new ones for their place.
 */
export function extract(earlier: string | null, turns: readonly AiTurn[], tokens: number): string {
  const sentences = listSentences(earlier, turns);
  const spread = new Map<string, number>();
  for (const { words } of sentences) {
    for (const word of new Set(words)) spread.set(word, (spread.get(word) ?? 0) + 1);
  }
  const scored = sentences.map((sentence) => ({ ...sentence, score: scoreOf(sentence.words, spread) }));
  const kept: Sentence[] = [];
  let left = tokens;
  for (const sentence of scored.toSorted((one, other) => other.score - one.score || other.index - one.index)) {
    const cost = estimateTokens(sentence.line) + 1;
    if (cost > left) continue;
    left -= cost;
    kept.push(sentence);
  }
  return kept
    .toSorted((one, other) => one.index - other.index)
    .map(({ line }) => line)
    .join('\n');
}

function listSentences(earlier: string | null, turns: readonly AiTurn[]): Sentence[] {
  const lines = (earlier ?? '').split('\n').map((line) => ({ line: line.trim(), words: contentWords(line) }));
  for (const { role, text, author } of turns) {
    const from = role === 'assistant' ? 'Assistant: ' : author === undefined ? '' : `${author}: `;
    for (const part of text.slice(0, READ).split(/(?<=[.!?。！？\n])\s*/u)) {
      const sentence = part.replace(/\s+/g, ' ').trim().slice(0, LONGEST).toWellFormed();
      lines.push({ line: `${from}${sentence}`, words: contentWords(sentence) });
    }
  }
  const seen = new Set<string>();
  return lines.flatMap((one, index) => {
    // A word alone is a reaction; what was said twice is told once.
    if (one.words.length < 2 || seen.has(one.line)) return [];
    seen.add(one.line);
    return [{ ...one, index }];
  });
}

/** Names and numbers are what people come back to, and words that come up again and again. */
function scoreOf(words: readonly string[], spread: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const word of new Set(words)) sum += Math.min(spread.get(word) ?? 0, 8) + (/\d/.test(word) ? 2 : 0);
  // Divided by the root, so that neither the shortest nor endless sentences always win.
  return sum / Math.sqrt(words.length);
}
