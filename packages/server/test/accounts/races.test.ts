import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changePassword } from '../../src/core/sessions/change-password.ts';
import { enterByExternalToken } from '../../src/core/sessions/enter-by-external-token.ts';
import { enterByUserName } from '../../src/core/sessions/enter-without-password.ts';
import { logIn } from '../../src/core/sessions/log-in.ts';
import { refreshSession } from '../../src/core/sessions/refresh-session.ts';
import { register } from '../../src/core/sessions/register.ts';
import { describeWith, postgresUrl } from '../support/services.ts';
import { openTestCore, type TestCore } from './test-core.ts';

const PASSWORD = 'correct horse battery';

// On PostgreSQL transactions truly run side by side; on SQLite they never do.
describeWith('postgres', 'at the same moment on PostgreSQL', () => {
  const database = `accounts_${randomBytes(6).toString('hex')}`;
  let core: TestCore;
  let userName: string;

  const administer = async (sql: string) => {
    const client = new pg.Client({ connectionString: postgresUrl() });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  beforeAll(async () => {
    await administer(`create database ${database}`);
    const url = new URL(postgresUrl() ?? '');
    url.pathname = `/${database}`;
    const key = 'https://login.example.org 42';
    const person = { key, email: null, emailVerified: false, displayName: 'Ann', userName: 'ann', avatarUrl: null };
    core = await openTestCore({
      databaseUrl: url.href,
      external: { verify: async () => ({ ...person, language: null }) },
    });
  });
  afterAll(async () => {
    await core?.close();
    await administer(`drop database if exists ${database} with (force)`);
  });
  beforeEach(() => {
    userName = `u${randomBytes(6).toString('hex')}`;
  });

  const liveSessions = (userId: string) => core.store.sessions.listActive(userId, core.clock.now());

  test('first entries under one name make one account and let all in', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => enterByUserName(core, { userName })));
    expect(new Set(all.map((one) => one.user.id)).size).toBe(1);
    const outside = await Promise.all(Array.from({ length: 6 }, () => enterByExternalToken(core, { token: 'x' })));
    expect(new Set(outside.map((one) => one.user.id)).size).toBe(1);
  });

  test('registrations of one name make one account', async () => {
    const all = await Promise.allSettled([1, 2, 3].map(() => register(core, { userName, password: PASSWORD })));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test('a refresh token used twice at once gives both the same new one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const started = await enterByUserName(core, { userName });
      const [one, other] = await Promise.all([refreshSession(core, started), refreshSession(core, started)]);
      expect(one.refreshToken).toBe(other.refreshToken);
      expect(await liveSessions(started.user.id)).toHaveLength(round + 1);
    }
  });

  test('no passwordless entry outlives the password that is being set', async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = `${userName}${round}`;
      const owner = await enterByUserName(core, { userName: name });
      const actor = await core.actorOf(owner);
      const entering = Promise.allSettled(
        Array.from({ length: 20 }, async (_, index) => {
          await new Promise((resolve) => setTimeout(resolve, index * 5));
          return enterByUserName(core, { userName: name });
        }),
      );
      await changePassword(core, actor, { newPassword: PASSWORD });
      for (const one of await entering) {
        if (one.status === 'rejected') expect(['forbidden', 'conflict']).toContain(one.reason.code);
      }
      expect((await liveSessions(owner.user.id)).map((session) => session.id)).toEqual([owner.session.id]);
    }
  });

  test('logging in while the password is being changed never leaves a session on the old one', async () => {
    const owner = await register(core, { userName, password: PASSWORD });
    const actor = await core.actorOf(owner);
    const entering = Promise.allSettled([1, 2, 3, 4].map(() => logIn(core, { login: userName, password: PASSWORD })));
    await changePassword(core, actor, { currentPassword: PASSWORD, newPassword: 'another good one' });
    for (const one of await entering) {
      if (one.status === 'rejected') expect(['credentials_wrong', 'conflict']).toContain(one.reason.code);
    }
    expect((await liveSessions(owner.user.id)).map((session) => session.id)).toEqual([owner.session.id]);
  });
});
