import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExternalPerson } from '../../src/core/ports/external-identity.ts';
import { changePassword } from '../../src/core/sessions/change-password.ts';
import { enterAsGuest } from '../../src/core/sessions/enter-as-guest.ts';
import { enterByExternalToken } from '../../src/core/sessions/enter-by-external-token.ts';
import { enterByEmail, enterByUserName } from '../../src/core/sessions/enter-without-password.ts';
import { logIn } from '../../src/core/sessions/log-in.ts';
import { register } from '../../src/core/sessions/register.ts';
import { ensureBot } from '../../src/core/users/ensure-bot.ts';
import { updateMe } from '../../src/core/users/update-me.ts';
import { openTestCore, type TestCore } from './test-core.ts';

const PASSWORD = 'correct horse battery';
const person: ExternalPerson = {
  key: 'https://login.example.org 42',
  email: 'ann@example.org',
  emailVerified: true,
  displayName: 'Ann from outside',
  userName: 'ann',
  avatarUrl: 'javascript:alert(1)',
  language: 'de',
};
let vouchedFor: ExternalPerson | undefined;
let core: TestCore;
beforeEach(async () => {
  vouchedFor = person;
  core = await openTestCore({ external: { verify: async () => vouchedFor } });
});
afterEach(() => core.close());

const sessionsOf = (userId: string) => core.store.sessions.listActive(userId, core.clock.now());

describe('the passwordless door', () => {
  test('makes an account on first sight and finds it again, by name or address in any case', async () => {
    const first = await enterByUserName(core, { userName: 'Ann', language: 'de' });
    expect(first.user).toMatchObject({ userName: 'Ann', displayName: 'Ann', kind: 'person', language: 'de' });
    expect((await enterByUserName(core, { userName: 'aNN' })).user.id).toBe(first.user.id);
    const second = await enterByEmail(core, { email: 'ben@example.org', displayName: 'Ben', avatarUrl: '/ben.png' });
    expect(second.user).toMatchObject({ email: 'ben@example.org', displayName: 'Ben', avatarUrl: '/ben.png' });
    expect((await enterByUserName(core, { userName: 'Ben@example.org' })).user.id).toBe(second.user.id);
  });

  test('opened by many at once makes one account and lets all in', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => enterByUserName(core, { userName: 'Ann' })));
    expect(new Set(all.map((one) => one.user.id)).size).toBe(1);
  });

  test('follows the name and picture that a client brings, and tells it once', async () => {
    const { user } = await enterByEmail(core, { email: 'ben@example.org', displayName: 'Ben' });
    core.events.length = 0;
    const again = await enterByEmail(core, { email: 'ben@example.org', displayName: 'Benny' });
    await enterByEmail(core, { email: 'ben@example.org', displayName: 'Benny' });
    expect(again.user).toMatchObject({ id: user.id, displayName: 'Benny' });
    expect(core.events.filter((event) => event.type === 'account.updated')).toHaveLength(1);
  });

  test('never opens an account that has a password, an outside login, or is a bot', async () => {
    const ann = await register(core, { userName: 'Cat', email: 'cat@example.org', password: PASSWORD });
    const outside = await enterByExternalToken(core, { token: 'x' });
    await ensureBot(core, { id: 'bot-helper', userName: 'helper', displayName: 'Helper' });
    const attempts = [
      enterByUserName(core, { userName: 'cat' }),
      enterByEmail(core, { email: 'CAT@example.org' }),
      enterByUserName(core, { userName: 'ann' }),
      enterByEmail(core, { email: 'ann@example.org', displayName: 'Mallory' }),
      enterByUserName(core, { userName: 'Helper' }),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    expect(await sessionsOf(ann.user.id)).toHaveLength(1);
    expect(await sessionsOf(outside.user.id)).toHaveLength(1);
    expect(await sessionsOf('bot-helper')).toHaveLength(0);
    expect((await core.store.users.find(outside.user.id))?.displayName).toBe('Ann from outside');
  });

  test('is shut where the installation says so, and names the setting', async () => {
    await enterByUserName(core, { userName: 'Ann' });
    core.settings.passwordless = false;
    const attempts = [
      enterByUserName(core, { userName: 'Ann' }),
      enterByEmail(core, { email: 'ben@example.org' }),
      enterAsGuest(core, { displayName: 'Guest' }),
    ];
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({
        code: 'door_closed',
        message: expect.stringContaining('PASSWORDLESS=on'),
      });
    }
  });

  test('closes behind the person who sets a password, and throws the others out', async () => {
    const squatter = await enterByUserName(core, { userName: 'Ann' });
    const owner = await enterByUserName(core, { userName: 'Ann' });
    await changePassword(core, await core.actorOf(owner), { newPassword: PASSWORD });
    await expect(core.actorOf(squatter)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(enterByUserName(core, { userName: 'Ann' })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await logIn(core, { login: 'ann', password: PASSWORD })).user).toMatchObject({
      id: owner.user.id,
      kind: 'person',
    });
  });
});

describe('a guest', () => {
  test('gets an account that only this session reaches, and a password only with a name to log in by', async () => {
    const started = await enterAsGuest(core, { displayName: ' Passer-by ' });
    expect(started.user).toMatchObject({ displayName: 'Passer-by', userName: null, email: null, kind: 'guest' });
    const actor = await core.actorOf(started);
    await expect(changePassword(core, actor, { newPassword: PASSWORD })).rejects.toMatchObject({ code: 'conflict' });
    await updateMe(core, actor, { userName: 'stayed' });
    await changePassword(core, actor, { newPassword: PASSWORD });
    expect((await logIn(core, { login: 'stayed', password: PASSWORD })).user.id).toBe(started.user.id);
  });
});

describe('an outside token', () => {
  test('makes a person on first sight and finds the same one later', async () => {
    const first = await enterByExternalToken(core, { token: 'x', device: 'laptop' });
    expect(first.user).toMatchObject({
      externalKey: person.key,
      email: 'ann@example.org',
      userName: 'ann',
      displayName: 'Ann from outside',
      avatarUrl: null,
      language: 'de',
      kind: 'person',
    });
    vouchedFor = { ...person, email: 'other@example.org', displayName: 'Else' };
    expect((await enterByExternalToken(core, { token: 'x' })).user).toMatchObject({
      id: first.user.id,
      displayName: 'Ann from outside',
    });
  });

  test('used by several at once makes one person', async () => {
    const all = await Promise.all([1, 2, 3].map(() => enterByExternalToken(core, { token: 'x' })));
    expect(new Set(all.map((one) => one.user.id)).size).toBe(1);
  });

  test('never opens an account with a password, though the address is verified', async () => {
    const ann = await register(core, { userName: 'ann', email: 'ann@example.org', password: PASSWORD });
    const outside = await enterByExternalToken(core, { token: 'x' });
    expect(outside.user.id).not.toBe(ann.user.id);
    expect(outside.user).toMatchObject({ email: null, userName: null });
  });

  test('with an unverified address opens nobody’s account', async () => {
    const ann = await enterByEmail(core, { email: 'ann@example.org' });
    vouchedFor = { ...person, emailVerified: false };
    expect((await enterByExternalToken(core, { token: 'x' })).user.id).not.toBe(ann.user.id);
  });

  test('with a verified address takes over an account nobody proved to own, and ends its sessions', async () => {
    const squatter = await enterByEmail(core, { email: 'Ann@example.org' });
    await core.actorOf(squatter);
    const owner = await enterByExternalToken(core, { token: 'x' });
    expect(owner.user).toMatchObject({ id: squatter.user.id, kind: 'person' });
    await expect(core.actorOf(squatter)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(core.actorOf(owner)).resolves.toBeDefined();
    await expect(enterByEmail(core, { email: 'ann@example.org' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(changePassword(core, await core.actorOf(owner), { newPassword: PASSWORD })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('that nobody vouches for, or with no provider configured, is refused', async () => {
    vouchedFor = undefined;
    await expect(enterByExternalToken(core, { token: 'x' })).rejects.toMatchObject({ code: 'credentials_wrong' });
    const without = { ...core, external: null };
    await expect(enterByExternalToken(without, { token: 'x' })).rejects.toMatchObject({
      code: 'door_closed',
      message: expect.stringContaining('EXTERNAL_JWT_SECRET'),
    });
  });
});
