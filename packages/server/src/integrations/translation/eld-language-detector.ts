import type { LanguageDetector } from '../../core/ports/language-detector.ts';

/** Related languages score alike on short texts; closer than this nobody can tell them apart. */
const LEAST_LEAD = 0.02;
/** More says nothing new. */
const LOOKED_AT = 2_000;

let loading: Promise<typeof import('eld/small')['eld']> | undefined;

/** Detects languages on this machine, from letter sequences. Its tables are large and are loaded with the first text. */
export const eldLanguageDetector: LanguageDetector = {
  async detect(text) {
    loading ??= import('eld/small').then(({ eld }) => eld);
    const result = (await loading).detect(text.slice(0, LOOKED_AT));
    if (result.language === '' || !result.isReliable()) return null;
    return leadOf(Object.values(result.getScores())) >= LEAST_LEAD ? result.language : null;
  },
};

/** How far the best of these is before the second. */
function leadOf(scores: readonly number[]): number {
  let first = 0;
  let second = 0;
  for (const score of scores) {
    if (score > first) [first, second] = [score, first];
    else if (score > second) second = score;
  }
  return first - second;
}
