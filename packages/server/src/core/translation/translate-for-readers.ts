import type { CoreContext } from '../context.ts';
import type { Message } from '../messages/message.ts';
import type { User } from '../users/user.ts';
import { automaticTarget, type ReadingPreferences } from './reading-preferences.ts';
import { requestTranslation } from './request-translation.ts';
import { needsTranslation, readTextLanguage, type TextLanguage } from './text-language.ts';
import { textToTranslate } from './text-to-translate.ts';

/** Into how many languages one message is translated unasked at most: those with the most readers. */
const MOST_LANGUAGES = 12;

/**
 * A message was sent or edited: translates it into the languages of those of the present readers who need it, once for
 * each language, and tells exactly them. To be called after the commit; nobody waits for it.
 */
export async function translateForReaders(
  core: CoreContext,
  present: ReadonlyMap<string, ReadingPreferences>,
  { message, actor }: { message: Message; actor: User },
): Promise<void> {
  const text = textToTranslate(message);
  if (core.translator === null || text === null || present.size === 0) return;
  const read = await readTextLanguage(core.languages, text);
  for (const [target, readerIds] of groupByTarget(read, present, { message, actor })) {
    void requestTranslation(core, { message, target, readerIds });
  }
}

function groupByTarget(
  read: TextLanguage,
  present: ReadonlyMap<string, ReadingPreferences>,
  { message, actor }: { message: Message; actor: User },
): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const [userId, preferences] of present) {
    const target = userId === message.senderId ? null : automaticTarget(preferences, message.conversationId);
    if (target === null) continue;
    if (!needsTranslation(read, { target, known: preferences.known }, actor.language)) continue;
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [userId]);
    else group.push(userId);
  }
  return [...groups].sort(([, one], [, other]) => other.length - one.length).slice(0, MOST_LANGUAGES);
}
