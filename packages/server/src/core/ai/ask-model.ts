import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { AiRequest, AiTurn, AiUsage } from '../ports/ai-provider.ts';
import type { AiServices } from './ai-services.ts';
import { reserveBudget, settleBudget } from './budget.ts';
import { type ChosenProvider, chooseProvider } from './choose-provider.ts';
import { estimateQuestion, estimateTokens } from './estimate-tokens.ts';

export interface ModelRequest {
  /** On whose behalf: whose own key may be used and whose budget is charged; null: the installation’s alone. */
  userId: string | null;
  /** What it is for, as metrics and budgets name it. */
  purpose: 'assistant' | 'suggestions' | 'summary' | 'translation';
  /** What the model is to be, before anything was said. */
  system: string;
  /** The last one is the one to answer. */
  turns: readonly AiTurn[];
  /** Ends the answer: the person has gone, or it takes too long. */
  signal: AbortSignal;
  /** Another model than the configured one, of the same provider. */
  model?: string;
  /** 0: always the likeliest word. */
  temperature?: number;
}

/** Whether some outside model could answer for this person now: the person’s own key or the installation’s. */
export async function canAskModel(core: CoreContext, userId: string | null): Promise<boolean> {
  return (await chooseProvider(core, userId)) !== undefined;
}

/**
 * The words of an outside model’s answer in pieces, as they come; untrusted text. The one way to a language model. Throws
 * `unavailable`, with a sentence that can be shown, where no model is configured, a budget is used up, or the model fails.
 */
export async function* askModel(core: CoreContext, request: ModelRequest): AsyncGenerator<string> {
  const chosen = await chooseProvider(core, request.userId);
  if (core.ai === undefined || chosen === undefined) {
    throw new CoreError('unavailable', 'No language model is configured.');
  }
  yield* askProvider(core, core.ai, { ...request, ...chosen });
}

/** As `askModel`, of a provider that was chosen already. */
export async function* askProvider(
  core: CoreContext,
  ai: AiServices,
  { userId, purpose, provider, ...request }: ModelRequest & ChosenProvider,
): AsyncGenerator<string> {
  const inputTokens = estimateQuestion(request);
  const { ownKey } = request;
  const reservation = await reserveBudget(core, ai, { userId, ownKey: ownKey !== undefined, inputTokens });
  let told: AiUsage | undefined;
  let said = '';
  const asked: AiRequest = {
    ...request,
    onUsage: (usage) => {
      told = usage;
    },
  };
  try {
    for await (const piece of provider.reply(asked)) {
      said += piece;
      yield piece;
    }
  } finally {
    // Whoever leaves in the middle has still had, and somebody paid for, what was said until then.
    const guess = said === '' ? null : { input: inputTokens, output: estimateTokens(said) };
    const usage = told ?? guess;
    if (usage !== null) ai.monitor.used(provider.id, purpose, usage, told === undefined);
    await settleBudget(core, reservation, usage).catch((fault: unknown) => {
      core.log.warn({ err: fault }, 'what a language model took could not be counted');
    });
  }
}
