import type { Actor } from '../../core/actor.ts';
import { CoreError } from '../../core/errors.ts';
import { authenticate } from '../../core/sessions/authenticate.ts';
import type { DialectHost, DialectRequest, RootConnection } from '../dialect.ts';

/** Who is calling: an account, one of the operator’s own programs, or anybody. */
export interface Caller {
  account: Actor | null;
  hasServiceKey: boolean;
}

/** By the headers: the service key as a bearer token or `X-Service-Key`, or an account’s token. */
export async function readCaller(host: DialectHost, { raw }: DialectRequest): Promise<Caller> {
  const given = raw.headers['x-service-key'];
  if (given !== undefined) {
    if (isServiceKey(host, given)) return { account: null, hasServiceKey: true };
    throw new CoreError('unauthenticated', 'The X-Service-Key is not the SERVICE_KEY of this server.');
  }
  const { authorization } = raw.headers;
  if (authorization === undefined) return { account: null, hasServiceKey: false };
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  if (isServiceKey(host, token)) return { account: null, hasServiceKey: true };
  return { account: await authenticate(host.core, token), hasServiceKey: false };
}

/** The same for a socket, which sent its token or `service_key` when it connected. */
export function callerOf(host: DialectHost, connection: RootConnection): Caller {
  return { account: connection.actor, hasServiceKey: isServiceKey(host, connection.handshake.auth['service_key']) };
}

/** Compared by hash: how long it takes says nothing about the key. */
function isServiceKey({ core, settings }: DialectHost, given: unknown): boolean {
  if (settings.serviceKey === null || typeof given !== 'string' || given === '') return false;
  return core.ids.hash(given) === core.ids.hash(settings.serviceKey);
}

/** Reading and writing the lobby: anybody while the passwordless door is open, else accounts and the service key. */
export function mayUseLobby({ core }: DialectHost, caller: Caller): boolean {
  return core.settings.passwordless || caller.account !== null || caller.hasServiceKey;
}

export function requireLobby(host: DialectHost, caller: Caller): void {
  if (mayUseLobby(host, caller)) return;
  throw new CoreError(
    'door_closed',
    'The lobby is closed to strangers on this server; PASSWORDLESS=on opens it, and a log-in or the SERVICE_KEY (Authorization: Bearer, or X-Service-Key) passes.',
  );
}

/** Speaking to everybody: anybody while the passwordless door is open, else the service key alone. */
export function requireBroadcaster({ core }: DialectHost, caller: Caller): void {
  if (core.settings.passwordless || caller.hasServiceKey) return;
  throw new CoreError(
    'door_closed',
    'Broadcasting and publishing are closed on this server; send its SERVICE_KEY (Authorization: Bearer, or X-Service-Key), or open them with PASSWORDLESS=on.',
  );
}
