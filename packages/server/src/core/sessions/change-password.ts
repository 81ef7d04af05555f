import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { changeProfile } from '../users/change-profile.ts';
import { getMe } from '../users/get-me.ts';
import type { User } from '../users/user.ts';
import { requirePassword } from './require-password.ts';

export interface ChangePasswordInput {
  /** Needed where the account has a password. */
  currentPassword?: string | undefined;
  newPassword: string;
}

/**
 * Sets a new password and ends every other session. An account without any credential gets its first one, from its own
 * session, and is a guest no more; one that belongs to an identity provider gets none.
 * Throws `credentials_wrong`, `forbidden`, `conflict` or `invalid_input`.
 */
export async function changePassword(core: CoreContext, actor: Actor, input: ChangePasswordInput): Promise<void> {
  const { sessionId } = actor;
  if (sessionId === null) throw new CoreError('forbidden', 'A bot has no password.');
  const checked = await getMe(core, actor);
  await requireRight(core, checked, input.currentPassword);
  requirePassword(input.newPassword, [checked.userName, checked.email], '/new_password');
  const passwordHash = await core.passwords.hash(input.newPassword);
  await core.store.transaction(async (tx) => {
    const user = await tx.users.find(actor.userId);
    if (user === undefined || user.passwordHash !== checked.passwordHash || user.externalKey !== checked.externalKey) {
      throw new CoreError('conflict', 'The account’s credentials were changed at this very moment; try again.');
    }
    await changeProfile(tx, user, { passwordHash, kind: 'person' });
    const sessionIds = await tx.sessions.endAll(user.id, core.clock.now(), sessionId);
    if (sessionIds.length > 0) tx.emit({ type: 'session.ended', userId: user.id, sessionIds });
  });
}

async function requireRight(core: CoreContext, user: User, currentPassword: string | undefined): Promise<void> {
  if (user.passwordHash !== null) {
    if (currentPassword === undefined) {
      throw new CoreError('invalid_input', 'The current password is needed.', { field: '/current_password' });
    }
    const { matches } = await core.passwords.verify(user.passwordHash, currentPassword);
    if (!matches) throw new CoreError('credentials_wrong', 'The current password is wrong.');
    return;
  }
  if (user.externalKey !== null) {
    throw new CoreError('forbidden', 'This account belongs to an outside login and has no password here.');
  }
  if (user.userName === null && user.email === null) {
    throw new CoreError(
      'conflict',
      'Choose a user name or an e-mail address first: a password needs one to log in with.',
    );
  }
}
