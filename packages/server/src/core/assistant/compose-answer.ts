import { askModel, canAskModel } from '../ai/ask-model.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { AiImage, AiTurn } from '../ports/ai-provider.ts';
import type { Assistant } from './assistants.ts';
import { makeBuiltInAssistant } from './built-in/built-in-assistant.ts';
import { untilAborted } from './until-aborted.ts';

/** An answer that is longer is cut, in UTF-16 code units. */
export const LONGEST_ANSWER = 8_000;
/** How long a model may take until its first word, in milliseconds. */
const FIRST_WORD = 25_000;
/** How long a model may take for a whole answer, and how long where somebody waits with an open request. */
const WHOLE_ANSWER = 120_000;
const AWAITED_ANSWER = 25_000;
/** Between two pieces of the built-in engine where they are shown as they come, so that the eye can follow. */
const PACE = 30;

export type Engine = 'built-in' | 'model';

export interface Piece {
  text: string;
  engine: Engine;
}

export interface Exchange {
  assistant: Assistant;
  /** Whose own key may be used; null: nobody’s. */
  userId: string | null;
  /** What the person who asks is called: the user name, and the name that is shown. */
  asker: readonly string[];
  /** For the built-in engine: the last one is answered. */
  turns: readonly AiTurn[];
  /** For a model: what it is told to be, and what it is given to answer. */
  forModel: () => Promise<{ system: string; turns: AiTurn[] }>;
  /** The last turn’s image, read only where a model can look at it: earlier ones were answered already. */
  readImage?: (() => Promise<AiImage | undefined>) | undefined;
  /** Somebody waits for the whole answer. */
  awaited: boolean;
  /** Ends the answer. */
  signal: AbortSignal;
}

/** The model broke off in the middle of an answer; the message says why, in a sentence that can be shown. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

/**
 * The words of an answer as they come: of the outside model where there is one and a key for it, otherwise, or when that
 * fails before its first word, of the built-in engine, which then says so. Throws `BrokenOff` where a model fails after
 * its first word, and the signal’s reason when that aborts.
 */
export async function* composeAnswer(core: CoreContext, exchange: Exchange): AsyncGenerator<Piece> {
  const { signal, userId } = exchange;
  if (!(await canAskModel(core, userId))) {
    yield* askBuiltIn(core, exchange);
    return;
  }
  let begun = false;
  try {
    for await (const text of askOutside(core, exchange)) {
      begun ||= text.trim() !== '';
      yield { text, engine: 'model' };
    }
    if (!begun) throw new CoreError('unavailable', 'The language model gave an empty answer.');
  } catch (fault) {
    signal.throwIfAborted();
    if (!(fault instanceof CoreError)) core.log.warn({ err: fault }, 'a language model failed');
    const reason = fault instanceof CoreError ? fault.message : 'The language model gave no answer.';
    if (begun) throw new BrokenOff(fault instanceof CoreError ? fault.message : 'The language model broke off.');
    yield* askBuiltIn(core, exchange);
    yield { text: `\n\n(${reason} This answer is from the built-in assistant.)`, engine: 'built-in' };
  }
}

async function* askOutside(core: CoreContext, exchange: Exchange): AsyncGenerator<string> {
  const { userId, assistant, readImage, awaited } = exchange;
  const { system, turns } = await exchange.forModel();
  const image = await readImage?.();
  const last = turns.at(-1);
  if (image !== undefined && last !== undefined) turns[turns.length - 1] = { ...last, image };
  const late = new AbortController();
  const timers = [setTimeout(() => late.abort(tooLate()), awaited ? AWAITED_ANSWER : WHOLE_ANSWER)];
  const first = setTimeout(() => late.abort(tooLate()), FIRST_WORD);
  timers.push(first);
  const signal = AbortSignal.any([exchange.signal, late.signal]);
  const model = assistant.model === null ? {} : { model: assistant.model };
  try {
    const pieces = askModel(core, { userId, purpose: 'assistant', system, turns, signal, ...model });
    for await (const piece of untilAborted(pieces, signal)) {
      if (piece.trim() !== '') clearTimeout(first);
      yield piece;
    }
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function tooLate(): CoreError {
  return new CoreError('unavailable', 'The language model took too long.');
}

async function* askBuiltIn(
  core: CoreContext,
  { assistant, asker, turns, awaited, signal }: Exchange,
): AsyncGenerator<Piece> {
  const engine = makeBuiltInAssistant(core.clock, { name: assistant.name, asker });
  for await (const text of engine.reply({ system: '', turns, signal })) {
    signal.throwIfAborted();
    yield { text, engine: 'built-in' };
    if (!awaited) await new Promise((resolve) => setTimeout(resolve, PACE));
  }
}
