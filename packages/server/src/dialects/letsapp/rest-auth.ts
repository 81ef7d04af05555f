import Type from 'typebox';
import { CoreError } from '../../core/errors.ts';
import { endSession } from '../../core/sessions/end-session.ts';
import { logIn } from '../../core/sessions/log-in.ts';
import { refreshSession } from '../../core/sessions/refresh-session.ts';
import { register } from '../../core/sessions/register.ts';
import type { StartedSession } from '../../core/sessions/start-session.ts';
import { getMe } from '../../core/users/get-me.ts';
import type { DialectAnswer, DialectHost, DialectRequest } from '../dialect.ts';
import { fieldParser, optional, text, toFields } from './fields.ts';
import { openRoute, ownRoute, succeed } from './mount.ts';
import { LETSAPP } from './name.ts';
import { presentSelf } from './present.ts';

const parseRegistration = fieldParser(
  Type.Object({
    username: text(64),
    email: text(254),
    password: text(256),
    full_name: optional(text(80)),
    preferred_language: optional(text(35)),
  }),
  '{ "username", "email", "password", "full_name"? }',
  { aliases: { user_name: 'username', name: 'full_name', language: 'preferred_language' } },
);

// COMPAT(letsapp): clients log in by e-mail address or by user name, under either key.
const parseLogin = fieldParser(Type.Object({ email: text(254), password: text(256) }), '{ "email", "password" }', {
  aliases: { username: 'email', user_name: 'email', identifier: 'email', login: 'email' },
});

const parseRefresh = fieldParser(Type.Object({ refresh_token: text(512) }), '{ "refresh_token" }');

export function mountAuth(host: DialectHost): void {
  const door = (request: DialectRequest) => accountNamedIn(request.body);
  openRoute(host, { method: 'POST', url: '/auth/register', cost: 'light', door }, (request) => signUp(host, request));
  openRoute(host, { method: 'POST', url: '/auth/login', cost: 'light', door }, (request) => signIn(host, request));
  openRoute(host, { method: 'POST', url: '/auth/refresh', cost: 'light' }, (request) => refresh(host, request));
  ownRoute(host, { method: 'POST', url: '/auth/logout' }, async ({ actor }) => {
    await endSession(host.core, actor);
    return succeed({ message: 'Logged out' });
  });
  ownRoute(host, { method: 'GET', url: '/auth/verify' }, async ({ actor }) => {
    const user = await getMe(host.core, actor);
    return succeed({ valid: true, message: 'The token is valid', user: presentSelf(user) });
  });
}

async function signUp(host: DialectHost, { body }: DialectRequest): Promise<DialectAnswer> {
  const input = parseRegistration(body);
  const started = await register(host.core, {
    userName: input.username,
    email: input.email,
    password: input.password,
    displayName: input.full_name ?? null,
    language: input.preferred_language ?? null,
    device: LETSAPP,
    accessTokenLifetime: host.settings.accessTokenLifetime,
  });
  return succeed({ message: 'User registered', ...presentTokens(started) }, 201);
}

async function signIn(host: DialectHost, { body }: DialectRequest): Promise<DialectAnswer> {
  const input = parseLogin(body);
  const started = await logIn(host.core, {
    login: input.email,
    password: input.password,
    device: LETSAPP,
    accessTokenLifetime: host.settings.accessTokenLifetime,
  });
  return succeed({ message: 'Logged in', ...presentTokens(started) });
}

async function refresh(host: DialectHost, { body, raw }: DialectRequest): Promise<DialectAnswer> {
  // COMPAT(letsapp): the refresh token comes in the body or, as Flask’s clients send it, as the bearer.
  const bearer = /^Bearer +(\S+)$/i.exec(raw.headers.authorization ?? '')?.[1];
  const given = toFields(body ?? {});
  const named = typeof given === 'object' && given !== null && 'refresh_token' in given;
  const input = parseRefresh(named || bearer === undefined ? (body ?? {}) : { refresh_token: bearer });
  const started = await refreshSession(host.core, {
    refreshToken: input.refresh_token,
    accessTokenLifetime: host.settings.accessTokenLifetime,
  });
  return succeed({ message: 'Token refreshed', ...presentTokens(started) });
}

/** COMPAT(letsapp): `token` is read as often as `access_token`. */
function presentTokens({ user, accessToken, refreshToken, accessExpiresAt }: StartedSession) {
  return {
    user: presentSelf(user),
    access_token: accessToken,
    token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_at: new Date(accessExpiresAt).toISOString(),
  };
}

function accountNamedIn(body: unknown): string | null {
  const fields = toFields(body);
  if (typeof fields !== 'object' || fields === null) return null;
  const { email, username } = fields as { email?: unknown; username?: unknown };
  const name = email ?? username;
  return typeof name === 'string' ? name : null;
}

export function requireSelf(userId: string, actorId: string, what: string): void {
  if (userId !== actorId) throw new CoreError('forbidden', `You may only ${what} of your own account.`);
}
