import { once } from '../once.ts';
import { standsAlone, toSearchText } from '../search/tokens.ts';
import { type Intent, phrasebooks } from './phrasebooks.ts';

/** Longer messages say more than a phrase can answer; in words. */
const LONGEST_MESSAGE = 40;
/** A phrase at the beginning of a longer sentence means something else there. */
const LONGEST_PHRASE = 8;

/** What a message begins or ends with, as tokens between spaces, and what one says to that. */
interface Pattern {
  words: string;
  replies: string[];
}

const prepare = (texts: readonly string[], replies: string[]): Pattern[] =>
  texts.map((text) => ({ words: ` ${toSearchText(text) ?? ''} `, replies }));

const phrases = once(() =>
  phrasebooks.flatMap((book) =>
    Object.entries(book.phrases).flatMap(([intent, { said, replies }]) =>
      prepare(said, replies).map((pattern) => ({ ...pattern, intent: intent as Intent })),
    ),
  ),
);

const questions = once(() =>
  phrasebooks.map(({ question }) => ({
    starters: prepare(question.starters, question.replies),
    endings: prepare(question.endings, question.replies),
    others: prepare(question.notYesNo, []),
  })),
);

interface Sentence {
  words: string;
  isQuestion: boolean;
}

/** Up to three replies to a greeting, thanks, a wish, an apology or a yes-or-no question; none to anything else. */
export function findReplies(text: string): string[] {
  const sentences = text
    .split(/(?<=[.!?。！？؟\n])\s*/u)
    .map((sentence) => ({ isQuestion: /[?？؟]/u.test(sentence), words: ` ${toSearchText(sentence) ?? ''} ` }))
    .filter(({ words }) => words.trim() !== '');
  const last = sentences.at(-1);
  if (last === undefined || sentences.reduce((sum, one) => sum + countWords(one), 0) > LONGEST_MESSAGE) return [];
  const answer = answerToPhrase(last, (intent) => intent === 'wellbeing') ?? answerToQuestion(last);
  if (answer !== undefined || last.isQuestion) return answer ?? [];
  // The end of a message counts more than its beginning: “Hi! Thanks for the book.”
  for (const sentence of sentences.toReversed()) {
    const replies = answerToPhrase(sentence, () => true);
    if (replies !== undefined) return replies;
  }
  return [];
}

function answerToPhrase(sentence: Sentence, wanted: (intent: Intent) => boolean): string[] | undefined {
  if (countWords(sentence) > LONGEST_PHRASE) return undefined;
  return findLongest(phrases().filter(({ intent, words }) => wanted(intent) && sentence.words.startsWith(words)));
}

function answerToQuestion({ words, isQuestion }: Sentence): string[] | undefined {
  const matches = questions().flatMap(({ starters, endings, others }) => {
    if (others.some((other) => words.includes(other.words))) return [];
    const begun = isQuestion ? starters.filter((starter) => words.startsWith(starter.words)) : [];
    return [...begun, ...endings.filter((ending) => words.endsWith(ending.words))];
  });
  return findLongest(matches);
}

/** What is alike in two languages is told apart by what follows: the longer the match, the surer the language. */
function findLongest(patterns: readonly Pattern[]): string[] | undefined {
  return patterns.toSorted((one, other) => other.words.length - one.words.length).at(0)?.replies;
}

/** A character of a script without spaces is about half a word. */
function countWords({ words }: Sentence): number {
  return words
    .trim()
    .split(' ')
    .reduce((sum, token) => sum + (standsAlone(token) ? 0.5 : 1), 0);
}
