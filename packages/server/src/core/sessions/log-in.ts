import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import type { User } from '../users/user.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface LogInInput extends SessionOptions {
  /** A user name, or an e-mail address where it contains an @. */
  login: string;
  password: string;
}

/** Logs in by password. Throws `credentials_wrong`, with the same words and at the same cost whether the account exists or not. */
export async function logIn(core: CoreContext, input: LogInInput): Promise<StartedSession> {
  const found = await findByLogin(core, input.login);
  const checked = found?.passwordHash ?? null;
  const { matches, outdated } = await core.passwords.verify(checked, input.password);
  if (found === undefined || !matches) throw credentialsWrong();
  const upgraded = outdated ? await tryHash(core, input.password) : undefined;
  return startSession(core, input, (tx) => enterChecked(tx, found, upgraded));
}

async function findByLogin(core: CoreContext, login: string): Promise<User | undefined> {
  const name = login.normalize('NFC').trim();
  return name.includes('@') ? core.store.users.findByEmail(name) : core.store.users.findByUserName(name);
}

/** The hash was checked outside the transaction, so it must still be the account's own. */
async function enterChecked(tx: Transaction, checked: User, upgraded: string | undefined): Promise<User> {
  const user = await tx.users.find(checked.id);
  if (user === undefined || user.passwordHash !== checked.passwordHash) throw credentialsWrong();
  if (upgraded === undefined) return user;
  await tx.users.update(user.id, { passwordHash: upgraded });
  return { ...user, passwordHash: upgraded };
}

/** An old hash is replaced when there is room for the work; otherwise at the next login. */
async function tryHash(core: CoreContext, password: string): Promise<string | undefined> {
  try {
    return await core.passwords.hash(password);
  } catch (error) {
    if (error instanceof CoreError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

function credentialsWrong(): CoreError {
  return new CoreError('credentials_wrong', 'The user name or the password is wrong.');
}
