import type { Actor } from '../../core/actor.ts';
import { endSession } from '../../core/sessions/end-session.ts';
import { logIn } from '../../core/sessions/log-in.ts';
import { register } from '../../core/sessions/register.ts';
import { getMe } from '../../core/users/get-me.ts';
import type { DialectAnswer, DialectHost, DialectRequest } from '../dialect.ts';
import { loginForm, parseLogin, parseRegister, registerForm } from './forms.ts';
import { presentUser } from './present.ts';

/** Accounts are those of the whole server: who registers here logs in everywhere, and the other way round. */
export function mountAccounts(host: DialectHost): void {
  const dialect = 'assistant';
  const door = ({ body }: DialectRequest) => nameIn(body);
  host.route({
    dialect,
    method: 'POST',
    url: '/api/auth/register',
    auth: 'none',
    form: registerForm,
    door,
    handler: (request) => registerAccount(host, request),
  });
  host.route({
    dialect,
    method: 'POST',
    url: '/api/auth/login',
    auth: 'none',
    form: loginForm,
    accepts: ({ body }) => hasNameAndPassword(body),
    door,
    handler: (request) => enter(host, request),
  });
  host.route({
    dialect,
    method: 'GET',
    url: '/api/auth/me',
    auth: 'user',
    handler: async ({ actor }) => ({ body: presentUser(await getMe(host.core, actor as Actor)) }),
  });
  host.route({
    dialect,
    method: 'POST',
    url: '/api/auth/logout',
    auth: 'user',
    handler: async ({ actor }) => {
      await endSession(host.core, actor as Actor);
      return { body: { message: 'Successfully logged out' } };
    },
  });
}

function hasNameAndPassword(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'username' in body && 'password' in body;
}

function nameIn(body: unknown): string | null {
  const name = (body as { username?: unknown } | null | undefined)?.username;
  return typeof name === 'string' ? name.slice(0, 254) : null;
}

async function registerAccount({ core, settings }: DialectHost, { body }: DialectRequest): Promise<DialectAnswer> {
  const { username, email, password } = parseRegister(body);
  const { user } = await register(core, {
    userName: username,
    email,
    password,
    device: 'assistant',
    accessTokenLifetime: settings.accessTokenLifetime,
  });
  return { status: 201, body: presentUser(user) };
}

async function enter({ core, settings }: DialectHost, { body }: DialectRequest): Promise<DialectAnswer> {
  const { username, password } = parseLogin(body);
  const { user, accessToken } = await logIn(core, {
    login: username,
    password,
    device: 'assistant',
    accessTokenLifetime: settings.accessTokenLifetime,
  });
  // COMPAT(assistant): clients read `token`, too.
  return { body: { access_token: accessToken, token: accessToken, token_type: 'bearer', user: presentUser(user) } };
}
