import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { ExternalPerson } from '../ports/external-identity.ts';
import type { Transaction } from '../store.ts';
import { changeProfile } from '../users/change-profile.ts';
import { makeUser } from '../users/make-user.ts';
import { parseAvatarUrl, parseDisplayName, parseEmail, parseLanguage, parseUserName } from '../users/profile-fields.ts';
import { hasCredential, type User } from '../users/user.ts';
import { retryNameRace } from './retry-name-race.ts';
import { type SessionOptions, type StartedSession, startSession } from './start-session.ts';

export interface ExternalTokenInput extends SessionOptions {
  token: string;
}

/**
 * Trades a token of the outside identity provider for a session. The account is the one whose key is the token's issuer
 * and subject; on first sight it is made.
 *
 * An account that is there already with the same e-mail address is taken over only if the provider says it has verified
 * the address and the account has no credential: then nobody has ever proved to own it, and the provider's word is the
 * first proof. Its other sessions end, because whoever opened them proved nothing. In all other cases (the address is
 * not verified, or the account has a password or belongs to another identity) a second account is made, without the
 * address: an identity provider's claim must never open an account that somebody protected otherwise.
 */
export async function enterByExternalToken(core: CoreContext, input: ExternalTokenInput): Promise<StartedSession> {
  if (core.external === null) {
    throw new CoreError(
      'door_closed',
      'No outside identity provider is configured; EXTERNAL_JWT_SECRET or EXTERNAL_JWKS_URL names one.',
    );
  }
  const person = await core.external.verify(input.token);
  if (person === undefined) {
    throw new CoreError('credentials_wrong', 'The identity provider’s token is not valid here, or has expired.');
  }
  return retryNameRace(() => startSession(core, input, (tx) => findOrMake(core, tx, person)));
}

async function findOrMake(core: CoreContext, tx: Transaction, person: ExternalPerson): Promise<User> {
  const known = await tx.users.findByExternalKey(person.key);
  if (known !== undefined) return known;
  const email = tryParse(parseEmail, person.email);
  const sameAddress = email === null ? undefined : await tx.users.findByEmail(email);
  if (sameAddress !== undefined && person.emailVerified && sameAddress.kind !== 'bot' && !hasCredential(sameAddress)) {
    return takeOver(core, tx, sameAddress, person.key);
  }
  const userName = tryParse(parseUserName, person.userName);
  const nameIsFree = userName !== null && (await tx.users.findByUserName(userName)) === undefined;
  const user = makeUser(core, {
    kind: 'person',
    externalKey: person.key,
    email: sameAddress === undefined ? email : null,
    userName: nameIsFree ? userName : null,
    displayName: toDisplayName(person),
    avatarUrl: tryParse(parseAvatarUrl, person.avatarUrl),
    language: tryParse(parseLanguage, person.language),
  });
  await tx.users.insert(user);
  return user;
}

async function takeOver(core: CoreContext, tx: Transaction, user: User, externalKey: string): Promise<User> {
  const owned = await changeProfile(tx, user, { externalKey, kind: 'person' });
  const sessionIds = await tx.sessions.endAll(user.id, core.clock.now(), null);
  if (sessionIds.length > 0) tx.emit({ type: 'session.ended', userId: user.id, sessionIds });
  return owned;
}

function toDisplayName(person: ExternalPerson): string {
  const candidates = [person.displayName, person.userName, person.email?.split('@')[0] ?? null];
  for (const candidate of candidates) {
    const name = tryParse(parseDisplayName, candidate);
    if (name !== null) return name;
  }
  return 'New person';
}

/** A provider's odd claim is left out; it is no reason to keep the person out. */
function tryParse(parse: (text: string) => string, text: string | null): string | null {
  if (text === null) return null;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}
