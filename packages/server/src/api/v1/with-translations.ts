import type { Translation } from '@parlance/protocol';
import type { Actor } from '../../core/actor.ts';
import type { CoreContext } from '../../core/context.ts';
import type { Message } from '../../core/messages/message.ts';
import { translatePage } from '../../core/translation/translate-page.ts';
import { presentTranslation } from './present.ts';

/** An answer with the translations of its messages, where they were asked for by `translate_to`. */
export async function withTranslations<T extends object>(
  core: CoreContext,
  actor: Actor,
  { wanted, messages }: { wanted: string | undefined; messages: readonly Message[] },
  answer: T,
): Promise<T & { translations?: Translation[] }> {
  if (wanted === undefined) return answer;
  const translations = await translatePage(core, actor, { wanted, messages });
  return { ...answer, translations: translations.map(presentTranslation) };
}
