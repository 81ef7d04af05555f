import { readFileSync } from 'node:fs';
import { type ModerationCategory, moderationCategories } from '../../src/core/moderation/categories.ts';
import { scoreCategories } from '../../src/core/moderation/score-by-words.ts';

/** From which score on a category counts as found: where policies usually begin; bad language alone weighs less. */
const THRESHOLD = 0.7;
const PROFANITY_THRESHOLD = 0.5;

type Label = ModerationCategory | 'harmless';

interface Labelled {
  label: Label;
  language: string;
  text: string;
  found: ModerationCategory[];
}

/** How well something is found: of all that should be, how much is; of all that is, how much should be. */
export interface Figures {
  texts: number;
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  precision: number;
  recall: number;
}

export interface Measurement {
  all: Labelled[];
  /** Whether a text is objected to at all, for whatever reason. */
  overall: Figures;
  byCategory: Map<ModerationCategory, Figures>;
  /** Recall and false alarms by language. */
  byLanguage: Map<string, { objectionable: number; found: number; harmless: number; alarms: number }>;
}

/** Runs the built-in engine over a labelled set, a file that lies beside this one. */
export function measure(name: 'labelled-texts.tsv' | 'held-out-texts.tsv'): Measurement {
  const file = new URL(name, import.meta.url);
  const all = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toLabelled);
  const byCategory = new Map<ModerationCategory, Figures>();
  for (const category of moderationCategories) {
    if (!all.some(({ label }) => label === category)) continue;
    byCategory.set(
      category,
      count(
        all,
        (one) => one.label === category,
        (one) => one.found.includes(category),
      ),
    );
  }
  const overall = count(
    all,
    (one) => one.label !== 'harmless',
    (one) => one.found.length > 0,
  );
  return { all, overall, byCategory, byLanguage: countLanguages(all) };
}

function toLabelled(line: string): Labelled {
  const [label, language, text, ...rest] = line.split('\t');
  const known = label === 'harmless' || moderationCategories.some((category) => category === label);
  if (!known || language === undefined || text === undefined || rest.length > 0) throw new Error(`Not a line: ${line}`);
  const scores = scoreCategories(text);
  const found = moderationCategories.filter(
    (category) => (scores[category] ?? 0) >= (category === 'profanity' ? PROFANITY_THRESHOLD : THRESHOLD),
  );
  return { label: label as Label, language, text, found };
}

function count(
  all: readonly Labelled[],
  should: (one: Labelled) => boolean,
  does: (one: Labelled) => boolean,
): Figures {
  const truePositives = all.filter((one) => should(one) && does(one)).length;
  const falsePositives = all.filter((one) => !should(one) && does(one)).length;
  const falseNegatives = all.filter((one) => should(one) && !does(one)).length;
  return {
    texts: truePositives + falseNegatives,
    truePositives,
    falsePositives,
    falseNegatives,
    precision: truePositives / Math.max(1, truePositives + falsePositives),
    recall: truePositives / Math.max(1, truePositives + falseNegatives),
  };
}

function countLanguages(all: readonly Labelled[]): Measurement['byLanguage'] {
  const languages: Measurement['byLanguage'] = new Map();
  for (const { language, label, found } of all) {
    const line = languages.get(language) ?? { objectionable: 0, found: 0, harmless: 0, alarms: 0 };
    languages.set(language, line);
    const isFound = found.length > 0 ? 1 : 0;
    if (label === 'harmless') {
      line.harmless += 1;
      line.alarms += isFound;
    } else {
      line.objectionable += 1;
      line.found += isFound;
    }
  }
  return languages;
}
