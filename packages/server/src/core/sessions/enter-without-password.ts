import type { CoreContext } from '../context.ts';
import type { Transaction } from '../store.ts';
import { changeProfile, type ProfileChange } from '../users/change-profile.ts';
import { makeUser } from '../users/make-user.ts';
import { parseAvatarUrl, parseDisplayName, parseEmail, parseLanguage, parseUserName } from '../users/profile-fields.ts';
import type { User } from '../users/user.ts';
import { requireNoCredential, requirePasswordlessDoor } from './require-open-door.ts';
import { retryNameRace } from './retry-name-race.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface EnterByUserNameInput extends SessionOptions {
  userName: string;
  displayName?: string | null | undefined;
  language?: string | null | undefined;
}

export interface EnterByEmailInput extends SessionOptions {
  email: string;
  displayName?: string | null | undefined;
  avatarUrl?: string | null | undefined;
}

/**
 * Finds or makes the account with this user name and enters it, as dialects whose login asks for no password need it.
 * Throws `door_closed` where that is switched off, and `forbidden` for an account that has a credential.
 */
export async function enterByUserName(core: CoreContext, input: EnterByUserNameInput): Promise<StartedSession> {
  // The user name of such a client may be an address; then it means the person with that address.
  if (input.userName.includes('@')) return enterByEmail(core, { ...input, email: input.userName });
  requirePasswordlessDoor(core);
  const userName = parseUserName(input.userName);
  const profile = toProfile(input);
  return retryNameRace(() =>
    startSession(core, input, async (tx) => {
      const user = await tx.users.findByUserName(userName);
      return user === undefined ? insertPerson(core, tx, { userName, ...profile }) : enter(tx, user, userName, profile);
    }),
  );
}

/** The same by e-mail address. A known person's name and picture follow what the client says. */
export async function enterByEmail(
  core: CoreContext,
  input: EnterByEmailInput & { language?: string | null | undefined },
): Promise<StartedSession> {
  requirePasswordlessDoor(core);
  const email = parseEmail(input.email);
  const profile = toProfile(input);
  return retryNameRace(() =>
    startSession(core, input, async (tx) => {
      const user = await tx.users.findByEmail(email);
      return user === undefined ? insertPerson(core, tx, { email, ...profile }) : enter(tx, user, email, profile);
    }),
  );
}

async function enter(tx: Transaction, user: User, name: string, profile: ProfileChange): Promise<User> {
  requireNoCredential(user, name);
  return changeProfile(tx, user, profile);
}

/** Somebody with a name is a person, though nobody proved to be them yet; guests are those without any. */
async function insertPerson(core: CoreContext, tx: Transaction, fields: ProfileChange): Promise<User> {
  const displayName =
    fields.displayName ?? parseDisplayName((fields.userName ?? toLocalPart(fields.email)).slice(0, 80));
  const user = makeUser(core, { ...fields, kind: 'person', displayName });
  await tx.users.insert(user);
  return user;
}

/** Others see a display name, and an address is nothing to show them. */
function toLocalPart(email: string | null | undefined): string {
  return email?.split('@')[0] ?? '';
}

function toProfile(input: {
  displayName?: string | null | undefined;
  avatarUrl?: string | null | undefined;
  language?: string | null | undefined;
}): ProfileChange {
  const profile: ProfileChange = {};
  if (input.displayName != null) profile.displayName = parseDisplayName(input.displayName);
  if (input.avatarUrl != null) profile.avatarUrl = parseAvatarUrl(input.avatarUrl);
  if (input.language != null) profile.language = parseLanguage(input.language);
  return profile;
}
