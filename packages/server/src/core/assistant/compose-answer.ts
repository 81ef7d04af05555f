import { askModel, canAskModel } from '../ai/ask-model.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { AiImage, AiTurn } from '../ports/ai-provider.ts';
import { makeBuiltInAssistant } from './built-in/built-in-assistant.ts';
import { LETA_NAME } from './leta.ts';

/** How long an outside model may take for a whole answer, in milliseconds, and how long the answer may be. */
const TIME_LIMIT = 25_000;
const LONGEST_ANSWER = 8_000;
/** The built-in engine reads all it is given; an outside model is paid by the word. */
const TURNS_FOR_MODELS = 40;

const SYSTEM =
  `You are ${LETA_NAME}, the assistant of a chat server. Answer the last message, in its language, plainly and ` +
  'briefly; use what was said before. You cannot act: you only write. Say so when you do not know something.';

export interface Exchange {
  /** Whose own key may be used; null: nobody’s. */
  userId: string | null;
  /** The last one is answered. */
  turns: readonly AiTurn[];
  /** The last turn’s image, read only where a model can look at it: earlier ones were answered already. */
  readImage?: () => Promise<AiImage | undefined>;
}

/**
 * The answer to the last turn: by the outside model where there is one and a key for it, otherwise, or when that fails,
 * by the built-in engine, which then says so. Never empty, and never fails but for a fault of ours.
 */
export async function composeAnswer(core: CoreContext, exchange: Exchange): Promise<string> {
  const { userId, turns } = exchange;
  const builtIn = (): Promise<string> => {
    const engine = makeBuiltInAssistant(core.clock);
    return collect(engine.reply({ system: SYSTEM, turns, signal: AbortSignal.timeout(TIME_LIMIT) }));
  };
  if (!(await canAskModel(core, userId))) return builtIn();
  try {
    const asked = { userId, purpose: 'assistant', system: SYSTEM, turns: await forModel(exchange) } as const;
    return await collect(askModel(core, { ...asked, signal: AbortSignal.timeout(TIME_LIMIT) }));
  } catch (fault) {
    const reason = fault instanceof CoreError ? fault.message : 'The language model gave no answer.';
    if (!(fault instanceof CoreError)) core.log.warn({ err: fault }, 'a language model failed');
    return `${await builtIn()}\n\n(${reason} This answer is from the built-in assistant.)`;
  }
}

async function forModel({ turns, readImage }: Exchange): Promise<AiTurn[]> {
  const newest = turns.slice(-TURNS_FOR_MODELS);
  const image = await readImage?.();
  const last = newest.pop();
  if (last !== undefined) newest.push(image === undefined ? last : { ...last, image });
  return newest;
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let answer = '';
  for await (const piece of pieces) {
    answer += piece;
    if (answer.length > LONGEST_ANSWER) break;
  }
  // What comes from outside may hold what no message may: NUL characters, halves of surrogate pairs.
  const text = answer.slice(0, LONGEST_ANSWER).replaceAll('\0', '').toWellFormed().trim();
  if (text === '') throw new CoreError('unavailable', 'The language model gave an empty answer.');
  return text;
}
