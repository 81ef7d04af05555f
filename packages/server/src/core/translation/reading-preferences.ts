import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { parseLanguage } from '../users/profile-fields.ts';
import type { User } from '../users/user.ts';
import { toTarget } from './to-target.ts';

/** In a membership: this conversation is not translated. ISO 639 names no language so. */
const OFF = 'off';

/** How one person wants to read. */
export interface ReadingPreferences {
  language: string | null;
  /** Left alone, beside the language itself. */
  known: readonly string[];
  /** false: only conversations with a choice of their own are translated unasked. */
  auto: boolean;
  /** By conversation: a tag or `off`. */
  choices: ReadonlyMap<string, string>;
}

export async function loadReadingPreferences(core: CoreContext, userId: string): Promise<ReadingPreferences> {
  const user = await core.store.users.find(userId);
  return toReadingPreferences(user, await core.store.conversations.translationChoices(userId));
}

export function toReadingPreferences(user: User | undefined, choices: ReadonlyMap<string, string>): ReadingPreferences {
  return {
    language: user?.language ?? null,
    known: user?.settings.knownLanguages ?? [],
    auto: user?.settings.autoTranslate ?? false,
    choices,
  };
}

/** The language a conversation is translated into unasked; null: none. */
export function automaticTarget(preferences: ReadingPreferences, conversationId: string): string | null {
  const choice = preferences.choices.get(conversationId);
  if (choice !== undefined) return choice === OFF ? null : toTarget(choice);
  return preferences.auto && preferences.language !== null ? toTarget(preferences.language) : null;
}

/** The person’s language in a conversation when they ask for a translation; null: they have not said any. */
export function ownTarget(preferences: ReadingPreferences, conversationId: string): string | null {
  const choice = preferences.choices.get(conversationId);
  if (choice !== undefined && choice !== OFF) return toTarget(choice);
  return preferences.language === null ? null : toTarget(preferences.language);
}

/** A member’s choice for a conversation: a tag, `off`, or null. */
export function parseTranslateTo(choice: string | null): string | null {
  if (choice === null) return null;
  if (choice.trim().toLowerCase() === OFF) return OFF;
  return parseLanguage(choice, '/translate_to');
}

/** `me`, or a tag as `toTarget` makes it. */
export function parseWanted(wanted: string): string {
  if (wanted === 'me') return wanted;
  if (wanted.toLowerCase() === OFF) {
    throw new CoreError('invalid_input', '“off” is no language: leave translate_to out.', { field: '/translate_to' });
  }
  return toTarget(parseLanguage(wanted, '/translate_to'));
}
