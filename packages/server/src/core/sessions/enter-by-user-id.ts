import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { changeProfile } from '../users/change-profile.ts';
import { parseLanguage } from '../users/profile-fields.ts';
import { requireNoCredential, requirePasswordlessDoor } from './require-open-door.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface EnterByUserIdInput extends SessionOptions {
  userId: string;
  language?: string | null | undefined;
}

/**
 * Enters an account by its id, as dialects whose clients only name who they are need it. Throws `door_closed`,
 * `forbidden` for an account with a credential and for bots, and `not_found`.
 */
export async function enterByUserId(core: CoreContext, input: EnterByUserIdInput): Promise<StartedSession> {
  requirePasswordlessDoor(core);
  const language = input.language == null ? undefined : parseLanguage(input.language);
  return startSession(core, input, async (tx) => {
    const user = await tx.users.find(input.userId);
    if (user === undefined) throw notFound('person', input.userId);
    requireNoCredential(user, user.userName ?? user.displayName);
    return language === undefined ? user : changeProfile(tx, user, { language });
  });
}
