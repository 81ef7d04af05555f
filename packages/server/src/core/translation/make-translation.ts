import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { MessageTranslation } from './message-translation.ts';
import { textToTranslate } from './text-to-translate.ts';
import { translateText, type UntranslatedReason } from './translate-text.ts';

export type MadeTranslation =
  | { translation: MessageTranslation; reason: null }
  | { translation: null; reason: UntranslatedReason; source: string | null };

/** Translates what a message says; out of the memory where it is there. `target` is as `toTarget` makes it. */
export async function makeTranslation(core: CoreContext, message: Message, target: string): Promise<MadeTranslation> {
  const text = textToTranslate(message);
  if (text === null) return { translation: null, reason: 'nothing_to_translate', source: null };
  const result = await translateText(core, { text, target, messageId: message.id });
  if (result.engine === null) {
    return { translation: null, reason: result.reason ?? 'engine_failed', source: result.source };
  }
  const translation: MessageTranslation = {
    messageId: message.id,
    conversationId: message.conversationId,
    rev: message.rev,
    language: target,
    text: result.text,
    source: result.source,
    engine: result.engine,
  };
  return { translation, reason: null };
}
