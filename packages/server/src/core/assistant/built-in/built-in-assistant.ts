import type { AiProvider, AiTurn } from '../../ports/ai-provider.ts';
import type { Clock } from '../../ports/clock.ts';
import { answerArithmetic } from './arithmetic.ts';
import { answerConversion } from './conversions.ts';
import { answerFact } from './facts.ts';
import { answerFeature } from './features.ts';
import { answerFollowUp } from './follow-ups.ts';
import { answerMemory } from './memory.ts';
import { answerNumbers } from './numbers.ts';
import { answerPolyglot } from './polyglot.ts';
import { type Names, type Said, type Skill, toSaid } from './said.ts';
import { answerSmallTalk } from './small-talk.ts';
import { answerSummary } from './summary.ts';
import { answerTime } from './time.ts';
import { answerBeyond, answerUnknown } from './unknown.ts';

/** In order: the first that has an answer gives it. */
const skills: readonly Skill[] = [
  answerMemory,
  answerSummary,
  answerTime,
  answerNumbers,
  answerArithmetic,
  answerConversion,
  answerPolyglot,
  answerFollowUp,
  answerSmallTalk,
  answerFeature,
  answerBeyond,
  answerFact,
];

/** Where a message holds several questions: after a sentence, and before a question that is tied on by “and”. */
const SEAM = /(?<=[.!?])\s+|,?\s+and\s+(?=(?:what|who|when|where|how|which|why|is|are|can|do|does)\b)/i;
const MOST_PARTS = 4;
const QUESTION = /\?$|^(?:what|who|when|where|how|which|why)\b/i;

/** So many characters of an answer are given at a time, or as many words as hold them. */
const PIECE = 12;

/** The assistant that needs no key and no network: rules, a small store of facts, and what was said in the chat. */
export function makeBuiltInAssistant(clock: Pick<Clock, 'now'>, names: Names): AiProvider {
  return {
    id: 'built-in',
    canReply: () => true,
    async *reply({ turns }) {
      yield* toPieces(findAnswer(turns, clock.now(), names));
    },
  };
}

const NOBODY: Names = { name: 'Leta', asker: [] };

/** The built-in answer to the last of these turns. `now`: epoch milliseconds. */
export function findAnswer(turns: readonly AiTurn[], now: number, names: Names = NOBODY): string {
  const said = toSaid(turns, now, names);
  // What is told and asked about in one message belongs together.
  return answerMemory(said) ?? answerInParts(turns, now, names) ?? findKnown(said) ?? answerUnknown(said);
}

function findKnown(said: Said): string | undefined {
  for (const skill of skills) {
    const answer = skill(said);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Several things said at once are answered one by one; undefined unless a question among them can be answered. */
function answerInParts(turns: readonly AiTurn[], now: number, names: Names): string | undefined {
  const last = turns.at(-1);
  const parts = last?.text.split(SEAM).filter((part) => part.trim() !== '') ?? [];
  if (last === undefined || parts.length < 2 || parts.length > MOST_PARTS) return undefined;
  const answers = parts.map((text) => {
    const said = toSaid([...turns.slice(0, -1), { ...last, text }], now, names);
    return { said, known: findKnown(said), isQuestion: QUESTION.test(text.trim()) };
  });
  if (!answers.some(({ known, isQuestion }) => isQuestion && known !== undefined)) return undefined;
  // What is no question and means nothing to the rules needs no answer.
  const given = answers.map(({ said, known, isQuestion }) => known ?? (isQuestion ? answerUnknown(said) : undefined));
  return given.filter((answer) => answer !== undefined).join('\n\n');
}

/** Whole words, a few at a time. */
function* toPieces(text: string): Generator<string> {
  let piece = '';
  for (const word of text.split(/(?<=\s)/)) {
    piece += word;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
