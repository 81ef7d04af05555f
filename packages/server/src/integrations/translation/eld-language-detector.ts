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
    const [first = 0, second = 0] = Object.values(result.getScores()).sort((one, other) => other - one);
    return first - second >= LEAST_LEAD ? result.language : null;
  },
};
