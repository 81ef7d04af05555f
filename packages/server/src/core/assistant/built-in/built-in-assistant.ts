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
import { type Names, type Skill, toSaid } from './said.ts';
import { answerSmallTalk } from './small-talk.ts';
import { answerSummary } from './summary.ts';
import { answerTime } from './time.ts';
import { answerBeyond, answerUnknown } from './unknown.ts';

/** In order: the first that has an answer gives it. The last always has one. */
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
  answerUnknown,
];

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
  for (const skill of skills) {
    const answer = skill(said);
    if (answer !== undefined) return answer;
  }
  return 'I have no answer to that.';
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
