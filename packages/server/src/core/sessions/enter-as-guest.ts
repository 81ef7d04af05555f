import type { CoreContext } from '../context.ts';
import { makeUser } from '../users/make-user.ts';
import { parseDisplayName, parseLanguage } from '../users/profile-fields.ts';
import { requirePasswordlessDoor } from './require-open-door.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface GuestInput extends SessionOptions {
  displayName: string;
  language?: string | null | undefined;
}

/** Makes a guest: an account without a name or credential, reached only through this session. Throws `door_closed`. */
export async function enterAsGuest(core: CoreContext, input: GuestInput): Promise<StartedSession> {
  requirePasswordlessDoor(core);
  const displayName = parseDisplayName(input.displayName);
  const language = input.language == null ? null : parseLanguage(input.language);
  return startSession(core, input, async (tx) => {
    const user = makeUser(core, { kind: 'guest', displayName, language });
    await tx.users.insert(user);
    return user;
  });
}
