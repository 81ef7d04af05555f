import { CoreError } from '../errors.ts';
import { isCommonPassword } from './common-passwords.ts';

const SHORTEST = 8;
const LONGEST = 256;

/** Refuses a new password that is too short, too long, among the most used, or the account's own name. */
export function requirePassword(password: string, names: readonly (string | null | undefined)[], field: string): void {
  const length = [...password.slice(0, LONGEST * 2 + 2)].length;
  if (length < SHORTEST || length > LONGEST) {
    throw new CoreError('invalid_input', `A password needs ${SHORTEST} to ${LONGEST} characters.`, { field });
  }
  if (isCommonPassword(password)) {
    throw new CoreError(
      'invalid_input',
      'This password is among the most used ones and guessed first; choose another.',
      {
        field,
      },
    );
  }
  const lowered = password.toLowerCase();
  if (names.some((name) => name?.toLowerCase() === lowered)) {
    throw new CoreError('invalid_input', 'The password must not be the user name or the e-mail address.', { field });
  }
}
