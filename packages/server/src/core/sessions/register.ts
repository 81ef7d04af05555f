import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { makeUser } from '../users/make-user.ts';
import { parseDisplayName, parseEmail, parseLanguage, parseUserName } from '../users/profile-fields.ts';
import { requirePassword } from './require-password.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface RegisterInput extends SessionOptions {
  userName: string;
  password: string;
  email?: string | null | undefined;
  displayName?: string | null | undefined;
  language?: string | null | undefined;
}

/** Makes an account with a password and logs in. Throws `door_closed`, `name_taken` or `invalid_input`. */
export async function register(core: CoreContext, input: RegisterInput): Promise<StartedSession> {
  if (!core.settings.registration) {
    throw new CoreError('door_closed', 'Registration is closed on this server; REGISTRATION=open opens it.');
  }
  const userName = parseUserName(input.userName);
  const email = input.email == null ? null : parseEmail(input.email);
  const displayName = parseDisplayName(input.displayName ?? userName);
  const language = input.language == null ? null : parseLanguage(input.language);
  requirePassword(input.password, [userName, email], '/password');
  await requireFreeNames(core, userName, email);
  const passwordHash = await core.passwords.hash(input.password);
  return startSession(core, input, async (tx) => {
    const user = makeUser(core, { kind: 'person', userName, email, displayName, language, passwordHash });
    await tx.users.insert(user);
    return user;
  });
}

/** Saves the cost of a hash; what decides is the insert, which refuses a name taken meanwhile. */
async function requireFreeNames(core: CoreContext, userName: string, email: string | null): Promise<void> {
  if ((await core.store.users.findByUserName(userName)) !== undefined) {
    throw new CoreError('name_taken', `The user name “${userName}” is in use.`, { field: '/user_name' });
  }
  if (email !== null && (await core.store.users.findByEmail(email)) !== undefined) {
    throw new CoreError('name_taken', `The e-mail address “${email}” is in use.`, { field: '/email' });
  }
}
