import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { MessageTranslation } from './message-translation.ts';
import { textToTranslate } from './text-to-translate.ts';

/**
 * Tells the translation of a message to these readers, as far as they hear the conversation now. false: the message says
 * something else by now, or nothing, and nobody was told.
 */
export async function tellReaders(
  core: CoreContext,
  { message, translation }: { message: Message; translation: MessageTranslation },
  readerIds: readonly string[],
): Promise<boolean> {
  const now = await core.store.messages.find(message.id);
  // Moderation covers words without a new version.
  const isSame = now !== undefined && now.rev === message.rev && textToTranslate(now) === textToTranslate(message);
  if (isSame) core.ephemera.publish({ type: 'translation.ready', translation, readerIds });
  return isSame;
}
