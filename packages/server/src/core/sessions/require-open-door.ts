import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { hasCredential, type User } from '../users/user.ts';

/** Refuses where entering without a password is switched off. */
export function requirePasswordlessDoor(core: Pick<CoreContext, 'settings'>): void {
  if (core.settings.passwordless) return;
  throw new CoreError(
    'door_closed',
    'Entering without a password is switched off on this server; PASSWORDLESS=on opens it.',
  );
}

/** Refuses an account that has a credential, and every bot: neither is entered through a passwordless door, ever. */
export function requireNoCredential(user: User, name: string): void {
  const shown = name.slice(0, 80);
  if (user.kind === 'bot') throw new CoreError('forbidden', `“${shown}” is a bot; nobody can log in as it.`);
  if (!hasCredential(user)) return;
  const how =
    user.passwordHash !== null ? 'has a password; log in with it' : 'belongs to an outside login; log in there';
  throw new CoreError('forbidden', `The account “${shown}” ${how}.`);
}
