import type { AiTurn } from '../ports/ai-provider.ts';

/** Latin text has about four bytes a token, others fewer characters but more bytes for each. */
const BYTES_PER_TOKEN = 4;
/** Each turn’s envelope; a picture of the usual size. */
const TOKENS_PER_TURN = 4;
const TOKENS_PER_IMAGE = 800;

/** About how many tokens a text is, for all models alike. */
export function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}

/** About how many tokens a question is, with all that is sent along. */
export function estimateQuestion({ system, turns }: { system: string; turns: readonly AiTurn[] }): number {
  let tokens = estimateTokens(system) + TOKENS_PER_TURN;
  for (const { text, author = '', image } of turns) {
    tokens += estimateTokens(text) + estimateTokens(author) + TOKENS_PER_TURN;
    if (image !== undefined) tokens += TOKENS_PER_IMAGE;
  }
  return tokens;
}
