import { hash as bcryptHash } from '@node-rs/bcrypt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authenticate } from '../../src/core/sessions/authenticate.ts';
import { changePassword } from '../../src/core/sessions/change-password.ts';
import { endSession } from '../../src/core/sessions/end-session.ts';
import { listSessions } from '../../src/core/sessions/list-sessions.ts';
import { logIn } from '../../src/core/sessions/log-in.ts';
import { refreshSession } from '../../src/core/sessions/refresh-session.ts';
import { register } from '../../src/core/sessions/register.ts';
import { openTestCore, type TestCore } from './test-core.ts';

const PASSWORD = 'correct horse battery';
let core: TestCore;
beforeEach(async () => {
  core = await openTestCore();
});
afterEach(() => core.close());

const ann = () => register(core, { userName: 'Ann', email: 'Ann@example.org', password: PASSWORD });

describe('registering', () => {
  test('makes an account and a session that authenticates', async () => {
    const started = await register(core, { userName: 'Ann', password: PASSWORD, device: 'phone' });
    expect(started.user).toMatchObject({ userName: 'Ann', displayName: 'Ann', kind: 'person' });
    expect(started.user.passwordHash).toMatch(/^\$argon2id/);
    const actor = await core.actorOf(started);
    expect(actor).toMatchObject({ userId: started.user.id, sessionId: started.session.id, kind: 'person' });
    expect(core.events.map((event) => event.type)).toEqual(['session.started']);
    expect(JSON.stringify(core.events)).not.toContain(started.refreshToken);
  });

  test.each([
    [{ userName: 'aNN', password: PASSWORD }, 'name_taken', '/user_name'],
    [{ userName: 'Ben', email: 'ann@EXAMPLE.org', password: PASSWORD }, 'name_taken', '/email'],
    [{ userName: 'Ben', password: 'short' }, 'invalid_input', '/password'],
    [{ userName: 'Ben', password: 'Password123' }, 'invalid_input', '/password'],
    [{ userName: 'Benjamin.B', password: 'benjamin.b' }, 'invalid_input', '/password'],
    [{ userName: 'Ben', password: 'x'.repeat(257) }, 'invalid_input', '/password'],
    [{ userName: 'b@n', password: PASSWORD }, 'invalid_input', '/user_name'],
    [{ userName: 'Be\u202En', password: PASSWORD }, 'invalid_input', '/user_name'],
    [{ userName: 'Ben', email: 'nobody', password: PASSWORD }, 'invalid_input', '/email'],
  ])('refuses %j with %s', async (input, code, field) => {
    await ann();
    await expect(register(core, input)).rejects.toMatchObject({ code, extras: { field } });
    expect(core.events).toHaveLength(1);
  });

  test('of one name by many at once makes one account', async () => {
    const all = await Promise.allSettled(
      [1, 2, 3, 4].map(() => register(core, { userName: 'Ann', password: PASSWORD })),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'name_taken' });
  });

  test('is refused where it is closed, with the setting that opens it', async () => {
    core.settings.registration = false;
    await expect(ann()).rejects.toMatchObject({
      code: 'door_closed',
      message: expect.stringContaining('REGISTRATION=open'),
    });
  });
});

describe('logging in', () => {
  test('works by user name and by e-mail address, without regard to case', async () => {
    const { user } = await ann();
    for (const login of ['ann', ' ANN ', 'ann@example.org']) {
      expect((await logIn(core, { login, password: PASSWORD })).user.id).toBe(user.id);
    }
  });

  test('answers the same to a wrong password and to an unknown name', async () => {
    await ann();
    const wrong = await logIn(core, { login: 'ann', password: 'wrong' }).catch((error: unknown) => error);
    const unknown = await logIn(core, { login: 'nobody', password: PASSWORD }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'credentials_wrong' });
    expect({ ...(unknown as object) }).toEqual({ ...(wrong as object) });
  });

  test('with an imported bcrypt hash succeeds and replaces it', async () => {
    const { user } = await ann();
    const imported = await bcryptHash('an older password', 4);
    await core.store.transaction((tx) => tx.users.update(user.id, { passwordHash: imported }));
    await logIn(core, { login: 'ann', password: 'an older password' });
    expect((await core.store.users.find(user.id))?.passwordHash).toMatch(/^\$argon2id/);
    await logIn(core, { login: 'ann', password: 'an older password' });
    await expect(logIn(core, { login: 'ann', password: PASSWORD })).rejects.toMatchObject({
      code: 'credentials_wrong',
    });
  });

  test('with a password that is replaced while it is being checked fails', async () => {
    const { user } = await ann();
    const slow = { ...core, passwords: { hash: core.passwords.hash.bind(core.passwords), verify } };
    const replacement = await core.passwords.hash('a new password');
    async function verify(hash: string | null, password: string) {
      const result = await core.passwords.verify(hash, password);
      await core.store.transaction((tx) => tx.users.update(user.id, { passwordHash: replacement }));
      return result;
    }
    await expect(logIn(slow, { login: 'ann', password: PASSWORD })).rejects.toMatchObject({
      code: 'credentials_wrong',
    });
    expect(await core.store.sessions.listActive(user.id, core.clock.now())).toHaveLength(1);
  });
});

describe('an access token', () => {
  test('lasts as long as it says, longer where a dialect asks, and never longer than the session', async () => {
    const started = await ann();
    expect(started.accessExpiresAt - core.clock.now()).toBeGreaterThan(898_000);
    core.pass(901_000);
    await expect(core.actorOf(started)).rejects.toMatchObject({ code: 'unauthenticated' });
    const month = 30 * 86_400_000;
    const long = await logIn(core, {
      login: 'ann',
      password: PASSWORD,
      accessTokenLifetime: month,
      sessionLifetime: 1,
    });
    core.pass(month - 60_000);
    await expect(core.actorOf(long)).resolves.toBeDefined();
    core.pass(61_000);
    await expect(core.actorOf(long)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('stops with its session, at once, also when it was just used', async () => {
    const started = await ann();
    const actor = await core.actorOf(started);
    await core.actorOf(started);
    await endSession(core, actor);
    await expect(core.actorOf(started)).rejects.toMatchObject({ code: 'session_ended' });
    expect(core.events.at(-1)).toEqual({
      type: 'session.ended',
      userId: actor.userId,
      sessionIds: [started.session.id],
    });
  });

  test('stops within a second where another node ended the session', async () => {
    const started = await ann();
    await core.actorOf(started);
    // Another node's commit is not heard here: the row changes and no event comes.
    await core.store.transaction((tx) => tx.sessions.end(started.session.id, core.clock.now()));
    core.pass(1000);
    await expect(core.actorOf(started)).rejects.toMatchObject({ code: 'session_ended' });
  });

  test('made for a stream opens nothing else', async () => {
    const { user, session } = await ann();
    const ticket = await core.tokens.sign({
      userId: user.id,
      sessionId: session.id,
      purpose: 'stream',
      kind: 'person',
      expiresAt: core.clock.now() + 60_000,
    });
    await expect(authenticate(core, ticket)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(authenticate(core, ticket, 'stream')).resolves.toMatchObject({ userId: user.id });
  });
});

describe('a refresh token', () => {
  test('works once and moves the session on', async () => {
    const first = await ann();
    core.pass(60_000);
    const second = await refreshSession(core, first);
    expect(second.session.id).toBe(first.session.id);
    expect(second.session.expiresAt).toBeGreaterThan(first.session.expiresAt);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await expect(core.actorOf(second)).resolves.toMatchObject({ userId: first.user.id });
  });

  test('asked again within half a minute, its answer is given again: the first may have been lost', async () => {
    const first = await ann();
    const second = await refreshSession(core, first);
    core.pass(20_000);
    const again = await refreshSession(core, first);
    expect(again.refreshToken).toBe(second.refreshToken);
    await expect(core.actorOf(again)).resolves.toMatchObject({ userId: first.user.id });
    const third = await refreshSession(core, again);
    await expect(refreshSession(core, first)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(third.session.id).toBe(first.session.id);
  });

  test('used a second time after that ends the session for both who hold it', async () => {
    const first = await ann();
    const second = await refreshSession(core, first);
    core.pass(31_000);
    await expect(refreshSession(core, first)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(core.actorOf(second)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(refreshSession(core, second)).rejects.toMatchObject({ code: 'session_ended' });
    expect(core.events.filter((event) => event.type === 'session.ended')).toHaveLength(1);
  });

  test('used by two tabs at the same moment gives both the same new one', async () => {
    const first = await ann();
    const [one, other] = await Promise.all([refreshSession(core, first), refreshSession(core, first)]);
    expect(one.refreshToken).toBe(other.refreshToken);
    expect(await core.store.sessions.listActive(first.user.id, core.clock.now())).toHaveLength(1);
  });

  test('that is unknown, or whose session has expired, is refused', async () => {
    await expect(refreshSession(core, { refreshToken: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
    const started = await ann();
    core.pass(91 * 86_400_000);
    await expect(refreshSession(core, started)).rejects.toMatchObject({ code: 'session_ended' });
  });
});

describe('sessions', () => {
  test('are listed newest first, without ended and expired ones', async () => {
    const first = await ann();
    core.pass(10);
    const second = await logIn(core, { login: 'ann', password: PASSWORD, device: 'laptop' });
    const actor = await core.actorOf(second);
    expect((await listSessions(core, actor)).map((session) => session.id)).toEqual([
      second.session.id,
      first.session.id,
    ]);
    await endSession(core, actor, { sessionId: first.session.id });
    await endSession(core, actor, { sessionId: first.session.id });
    expect((await listSessions(core, actor)).map((session) => session.device)).toEqual(['laptop']);
    expect(core.events.filter((event) => event.type === 'session.ended')).toHaveLength(1);
  });

  test('of somebody else cannot be ended, nor told from none', async () => {
    const started = await ann();
    const other = await register(core, { userName: 'Ben', password: PASSWORD });
    const actor = await core.actorOf(other);
    for (const sessionId of [started.session.id, 'no-such-session']) {
      await expect(endSession(core, actor, { sessionId })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(core.actorOf(started)).resolves.toBeDefined();
  });
});

describe('a new password', () => {
  test('ends every other session and keeps the one it was set in', async () => {
    const other = await ann();
    const own = await logIn(core, { login: 'ann', password: PASSWORD });
    const actor = await core.actorOf(own);
    await core.actorOf(other);
    await changePassword(core, actor, { currentPassword: PASSWORD, newPassword: 'another good one' });
    await expect(core.actorOf(own)).resolves.toBeDefined();
    await expect(core.actorOf(other)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(refreshSession(core, other)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(logIn(core, { login: 'ann', password: PASSWORD })).rejects.toMatchObject({
      code: 'credentials_wrong',
    });
    await logIn(core, { login: 'ann', password: 'another good one' });
  });

  test.each([
    [{ newPassword: 'another good one' }, 'invalid_input'],
    [{ currentPassword: 'wrong', newPassword: 'another good one' }, 'credentials_wrong'],
    [{ currentPassword: PASSWORD, newPassword: 'iloveyou' }, 'invalid_input'],
  ])('asked for by %j is refused with %s', async (input, code) => {
    const started = await ann();
    const actor = await core.actorOf(started);
    await expect(changePassword(core, actor, input)).rejects.toMatchObject({ code });
    await logIn(core, { login: 'ann', password: PASSWORD });
  });
});
