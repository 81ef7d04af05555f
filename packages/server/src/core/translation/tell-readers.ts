import type { CoreContext } from '../context.ts';
import type { MessageTranslation } from './message-translation.ts';

/**
 * Tells a translation to these readers, as far as they hear the conversation now. false: the message says something else
 * by now, or nothing, and nobody was told.
 */
export async function tellReaders(
  core: CoreContext,
  translation: MessageTranslation,
  readerIds: readonly string[],
): Promise<boolean> {
  const message = await core.store.messages.find(translation.messageId);
  if (message === undefined || message.content === null || message.rev !== translation.rev) return false;
  core.ephemera.publish({ type: 'translation.ready', translation, readerIds });
  return true;
}
