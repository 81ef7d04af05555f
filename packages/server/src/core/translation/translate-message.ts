import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireLivingMessage } from '../messages/access.ts';
import { makeTranslation } from './make-translation.ts';
import { loadReadingPreferences, ownTarget, parseWanted } from './reading-preferences.ts';
import { textToTranslate } from './text-to-translate.ts';
import type { UntranslatedReason } from './translate-text.ts';

export interface TranslationOnDemand {
  messageId: string;
  rev: number;
  /** The language that was asked for, as `toTarget` makes it. */
  language: string;
  /** The original where nothing was translated. */
  text: string;
  source: string | null;
  translated: boolean;
  engine: string | null;
  /** null where it was translated. */
  reason: UntranslatedReason | null;
}

/**
 * Translates one message for whoever may read it, into a language of their choice: a tag, or `me` for their own. Errors:
 * `not_found`, `invalid_input` (no tag, or no language of one’s own to go by).
 */
export async function translateMessage(
  core: CoreContext,
  actor: Actor,
  { messageId, wanted }: { messageId: string; wanted: string },
): Promise<TranslationOnDemand> {
  const { message } = await requireLivingMessage(core.store, actor, messageId);
  const language = await requireLanguage(core, actor, message.conversationId, wanted);
  const made = await makeTranslation(core, message, language);
  const { rev } = message;
  if (made.translation !== null) {
    const { text, source, engine } = made.translation;
    return { messageId, rev, language, text, source, translated: true, engine, reason: null };
  }
  const { reason, source } = made;
  const text = textToTranslate(message) ?? '';
  return { messageId, rev, language, text, source, translated: false, engine: null, reason };
}

async function requireLanguage(core: CoreContext, actor: Actor, conversationId: string, wanted: string) {
  const language = parseWanted(wanted);
  if (language !== 'me') return language;
  const own = ownTarget(await loadReadingPreferences(core, actor.userId), conversationId);
  if (own !== null) return own;
  const text = 'You have not said which language you read: set “language” in your account, or name one here.';
  throw new CoreError('invalid_input', text, { field: '/translate_to' });
}
