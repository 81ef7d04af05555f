import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';
import { enterByUserId } from '../../core/sessions/enter-by-user-id.ts';
import { enterByUserName } from '../../core/sessions/enter-without-password.ts';
import type { StartedSession } from '../../core/sessions/start-session.ts';
import type { User } from '../../core/users/user.ts';
import type { DialectHost, RootConnection } from '../dialect.ts';

/** Under this fact a connection keeps the actor whose session it opened by itself, to end it when it goes. */
export const OWN_SESSION = 'rooms.session';

export interface Claim {
  userId: string | undefined;
  userName: string | undefined;
  token: string | undefined;
  language: string | null;
}

/**
 * Who this socket is. One that has proved it stays so, whatever its payloads say; one that has not may name an account
 * without a credential while the passwordless door is open.
 */
export async function requireIdentity(
  host: DialectHost,
  connection: RootConnection,
  claim: Claim,
): Promise<{ actor: Actor; user: User }> {
  if (connection.actor === null) {
    // COMPAT(rooms): the login’s token in the payload, where clients connect before they log in.
    connection.actor =
      claim.token === undefined ? await enter(host, connection, claim) : await authenticate(host.core, claim.token);
    host.hub.identify(connection);
  }
  const { actor } = connection;
  const user = await host.core.store.users.find(actor.userId);
  if (user === undefined) throw new CoreError('unauthenticated', 'The account no longer exists.');
  await requireSamePerson(host, user, claim);
  return { actor, user };
}

/** A payload may repeat who is speaking, and may not say anybody else. */
export async function requireSamePerson(
  { core }: DialectHost,
  user: User,
  claim: { userId?: string | undefined; userName?: string | undefined },
): Promise<void> {
  const { userId, userName } = claim;
  if (userId === user.id) return;
  const names = [user.userName, user.email, user.displayName].map((name) => name?.toLowerCase());
  const isSameName = userName !== undefined && names.includes(fold(userName));
  // An id that a client made up beside its true name is nobody else’s.
  const isNobodys = userId === undefined || (isSameName && (await core.store.users.find(userId)) === undefined);
  if (isNobodys && (userName === undefined || isSameName)) return;
  const shown = user.userName ?? user.displayName;
  throw new CoreError('forbidden', `This connection speaks as “${shown}” and cannot speak as anybody else.`);
}

function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

async function enter(host: DialectHost, connection: RootConnection, claim: Claim): Promise<Actor> {
  const pass = host.limits.takeDoor(connection.address, claim.userId ?? claim.userName ?? null);
  if (!pass.verdict.allowed) {
    const seconds = Math.ceil(pass.verdict.retryAfterMs / 1000);
    throw new CoreError('rate_limited', `Too many tries to enter; try again in ${seconds} s.`, {
      retryAfter: pass.verdict.retryAfterMs,
    });
  }
  const started = await start(host, claim);
  pass.refund();
  const actor = await authenticate(host.core, started.accessToken);
  connection.facts.set(OWN_SESSION, actor);
  return actor;
}

async function start({ core, settings }: DialectHost, claim: Claim): Promise<StartedSession> {
  const { accessTokenLifetime } = settings;
  const options = { device: 'rooms', accessTokenLifetime, language: claim.language };
  const { userId, userName } = claim;
  const known = userId !== undefined && (await core.store.users.find(userId)) !== undefined;
  if (known) return enterByUserId(core, { ...options, userId });
  if (userName === undefined) {
    throw new CoreError('invalid_input', 'Say who joins: { "user_id", "username", "room_id", "preferred_language" }.');
  }
  return enterByUserName(core, { ...options, userName });
}
