import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { tellPresence } from '../presence/tell-presence.ts';
import { changeProfile, type ProfileChange } from './change-profile.ts';
import {
  parseAvatarUrl,
  parseBio,
  parseDisplayName,
  parseEmail,
  parseLanguage,
  parseUserName,
} from './profile-fields.ts';
import type { User, UserSettings } from './user.ts';

/** Fields left out stay as they are; null clears one. */
export interface UpdateMeInput {
  userName?: string | undefined;
  email?: string | null | undefined;
  displayName?: string | undefined;
  avatarUrl?: string | null | undefined;
  bio?: string | null | undefined;
  language?: string | null | undefined;
  /** Settings left out stay; so do the fields of `extra` that are left out. */
  settings?: { [K in keyof UserSettings]?: UserSettings[K] | undefined } | undefined;
}

/** As JSON, in UTF-16 units. */
const EXTRA_MAXIMUM = 16_384;
/** How many languages a person may want to be left alone. */
const KNOWN_LANGUAGES = 20;

/** Changes the actor's own account. Throws `name_taken` where the user name or e-mail address is in use. */
export async function updateMe(core: CoreContext, actor: Actor, input: UpdateMeInput): Promise<User> {
  const change = toChange(input);
  const { before, now } = await core.store.transaction(async (tx) => {
    const user = await tx.users.find(actor.userId);
    if (user === undefined)
      throw new CoreError('unauthenticated', 'The account this token was made for does not exist.');
    if (input.settings !== undefined) change.settings = toSettings(user.settings, input.settings);
    requireWayBack(user, change);
    return { before: user, now: await changeProfile(tx, user, change) };
  }, actor.userId);
  // Who sees them as being here must not go on doing so, and the other way round.
  if (now.settings.lastSeen !== before.settings.lastSeen) tellPresence(core, now);
  return now;
}

function toChange(input: UpdateMeInput): ProfileChange {
  const change: ProfileChange = {};
  if (input.userName !== undefined) change.userName = parseUserName(input.userName);
  if (input.displayName !== undefined) change.displayName = parseDisplayName(input.displayName);
  if (input.email !== undefined) change.email = input.email === null ? null : parseEmail(input.email);
  if (input.avatarUrl !== undefined)
    change.avatarUrl = input.avatarUrl === null ? null : parseAvatarUrl(input.avatarUrl);
  if (input.bio !== undefined) change.bio = input.bio === null ? null : parseBio(input.bio);
  if (input.language !== undefined) change.language = input.language === null ? null : parseLanguage(input.language);
  return change;
}

function toSettings(present: UserSettings, wanted: NonNullable<UpdateMeInput['settings']>): UserSettings {
  const settings: UserSettings = {
    lastSeen: wanted.lastSeen ?? present.lastSeen,
    readReceipts: wanted.readReceipts ?? present.readReceipts,
    knownLanguages: toKnownLanguages(wanted.knownLanguages) ?? present.knownLanguages,
    autoTranslate: wanted.autoTranslate ?? present.autoTranslate,
    extra: { ...present.extra, ...wanted.extra },
  };
  if (JSON.stringify(settings.extra).length > EXTRA_MAXIMUM) {
    throw new CoreError('payload_too_large', `The settings may take ${EXTRA_MAXIMUM} characters at most.`, {
      field: '/settings',
    });
  }
  return settings;
}

function toKnownLanguages(wanted: readonly string[] | undefined): string[] | undefined {
  if (wanted === undefined) return undefined;
  if (wanted.length > KNOWN_LANGUAGES) {
    const text = `At most ${KNOWN_LANGUAGES} languages can be left alone, not ${wanted.length}.`;
    throw new CoreError('invalid_input', text, { field: '/settings/known_languages' });
  }
  return [...new Set(wanted.map((tag) => parseLanguage(tag, '/settings/known_languages')))];
}

/** An account with a password is entered by user name or e-mail address; without both it could never be again. */
function requireWayBack(user: User, change: ProfileChange): void {
  const after = { ...user, ...change };
  if (user.passwordHash !== null && after.userName === null && after.email === null) {
    throw new CoreError('conflict', 'Without an e-mail address this account needs a user name to log in with.', {
      field: '/email',
    });
  }
}
