import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { AiTurn } from '../ports/ai-provider.ts';
import { findApiKey } from '../secrets-at-rest/find-api-key.ts';

export interface ModelRequest {
  /** On whose behalf: whose own key may be used and whose budget is charged; null: the installation’s alone. */
  userId: string | null;
  /** What it is for, as metrics and budgets name it. */
  purpose: 'assistant' | 'suggestions' | 'summary';
  /** What the model is to be, before anything was said. */
  system: string;
  /** The last one is the one to answer. */
  turns: readonly AiTurn[];
  /** Ends the answer: the person has gone, or it takes too long. */
  signal: AbortSignal;
  /** Another model than the configured one, of the same provider. */
  model?: string;
}

/** Whether some outside model could answer for this person now: the person’s own key or the installation’s. */
export async function canAskModel(core: CoreContext, userId: string | null): Promise<boolean> {
  if (core.ai === undefined) return false;
  return core.ai.canReply(await ownKeyOf(core, userId));
}

/**
 * The words of an outside model’s answer in pieces, as they come; untrusted text. The one way to a language model. Throws
 * `unavailable`, with a sentence that can be shown, where no model is configured, or it fails.
 */
export async function* askModel(core: CoreContext, request: ModelRequest): AsyncGenerator<string> {
  if (core.ai === undefined) throw new CoreError('unavailable', 'No language model is configured.');
  const { userId, system, turns, signal } = request;
  const ownKey = await ownKeyOf(core, userId);
  yield* core.ai.reply({ system, turns, signal, ...(ownKey === undefined ? {} : { ownKey }) });
}

async function ownKeyOf(core: CoreContext, userId: string | null): Promise<string | undefined> {
  return userId === null ? undefined : findApiKey(core, userId, 'gemini');
}
