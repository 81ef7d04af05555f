import type { AiTurn } from '../../ports/ai-provider.ts';

/** What the built-in engine looks at to answer. */
export interface Said {
  /** The last turn, without the mention that addresses the assistant. */
  text: string;
  /** The same in lower case, without politeness, punctuation at the end and double spaces. */
  plain: string;
  /** What the same person said before, oldest first. */
  earlier: readonly string[];
  /** Everything that was said before, by anybody. */
  turns: readonly AiTurn[];
  /** Epoch milliseconds. */
  now: number;
  /** The assistant’s. */
  name: string;
  /** What the person who asks is called: the user name, and the name that is shown. */
  asker: readonly string[];
}

/** Answers, or leaves it to the next skill. */
export type Skill = (said: Said) => string | undefined;

/** How much is read, in characters: of one message, and of everything before it. No question needs more. */
const READ = 2_000;
const READ_BEFORE = 100_000;

/** Who talks with whom. */
export interface Names {
  name: string;
  asker: readonly string[];
}

export function toSaid(turns: readonly AiTurn[], now: number, { name, asker }: Names): Said {
  const last = turns.at(-1);
  const text = withoutAddress(last?.text ?? '', name);
  const before = newest(turns.slice(0, -1));
  const earlier = before
    .filter((turn) => turn.role === 'user' && turn.author === last?.author)
    .map((turn) => withoutAddress(turn.text, name));
  return { text, plain: toPlain(text), earlier, turns: before, now, name, asker };
}

/** The newest turns, so that a chat full of long texts cannot keep the server busy. */
function newest(turns: readonly AiTurn[]): AiTurn[] {
  const kept: AiTurn[] = [];
  let left = READ_BEFORE;
  for (const turn of turns.toReversed()) {
    const text = turn.text.slice(0, READ);
    left -= text.length;
    if (left < 0) break;
    kept.push({ ...turn, text });
  }
  return kept.toReversed();
}

function withoutAddress(text: string, name: string): string {
  // Cut and squeezed first: no pattern meets long runs of anything, which some would take too long over.
  const short = text
    .slice(0, READ)
    .replace(/[ \t]+/g, ' ')
    .trim();
  const called = name.replace(/[^\p{L}\p{N} ]/gu, '.');
  const mention = new RegExp(
    `(^|\\s)@(${called.replaceAll(' ', '[-_.]?')}|leta)(-assistant)?(?![\\w.-]*\\w)[,:]?`,
    'giu',
  );
  const body = short.replace(mention, ' ').trim();
  const address = new RegExp(`^((hey|hi|hello|ok|okay) )?(${called}|leta) ?[,:]\\s?`, 'iu');
  return body.replace(address, '');
}

/** Without the signs that end a sentence. A loop, because a pattern would look at every run of them anew. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \n?!.…,;:'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const POLITE =
  /^(please|could you|can you|would you|will you|kindly|do you know|i want to know|i would like to know|i'd like to know|so|and|but|well|ok|okay|hey|now|also|then)\b[, ]*/;

export function toPlain(text: string): string {
  let plain = withoutEnd(text.normalize('NFKC').toLowerCase().replace(/[’‘`]/g, "'").replace(/\s+/g, ' ')).trim();
  for (let round = 0; round < 4 && POLITE.test(plain); round += 1) {
    const shorter = plain.replace(POLITE, '');
    if (shorter === '') break;
    plain = shorter;
  }
  plain = plain.replace(/^tell me (what|who|where|when|how) (.+) (is|are|was|were|works?)$/, '$1 $3 $2');
  return plain
    .replace(/,? (please|thanks|thank you)$/, '')
    .replace(/\bwhat's\b/g, 'what is')
    .replace(/\bwho's\b/g, 'who is');
}

/** A text as it may stand inside an answer: on one line and not endless. */
export function quote(text: string, most = 160): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${
    line.length > most
      ? `${line
          .slice(0, most - 1)
          .toWellFormed()
          .trimEnd()}…`
      : line
  }”`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that say nothing about a subject. */
const EMPTY_WORDS = new Set(
  (
    'a an the i me my mine you your it its we our they them their he she his her this that these those is are was were be been ' +
    'am do does did done have has had will would can could shall should may might must of in on at to for from by with about ' +
    'as and or but not no yes so if then than there here what which who whom whose when where why how all any some more most ' +
    'very just also too up out please tell know say said think thing things get got let want need one'
  ).split(' '),
);

export function contentWords(text: string): string[] {
  const words = toPlain(text).match(/[\p{L}\p{N}][\p{L}\p{N}'+#-]*/gu) ?? [];
  return words.filter((word) => word.length > 1 && !EMPTY_WORDS.has(word));
}
