import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { startConversation } from '../../src/core/conversations/start-conversation.ts';
import { getPresence } from '../../src/core/presence/get-presence.ts';
import { noteDisconnected } from '../../src/core/presence/note-disconnected.ts';
import { presenceOfMany } from '../../src/core/presence/presence-of-many.ts';
import { setStatus } from '../../src/core/presence/set-status.ts';
import { enterAsGuest } from '../../src/core/sessions/enter-as-guest.ts';
import { enterByUserName } from '../../src/core/sessions/enter-without-password.ts';
import { blockUser } from '../../src/core/users/block-user.ts';
import { ensureBot } from '../../src/core/users/ensure-bot.ts';
import { findUsers } from '../../src/core/users/find-users.ts';
import { getMe } from '../../src/core/users/get-me.ts';
import { getUser } from '../../src/core/users/get-user.ts';
import { listBlocks } from '../../src/core/users/list-blocks.ts';
import { unblockUser } from '../../src/core/users/unblock-user.ts';
import { updateMe } from '../../src/core/users/update-me.ts';
import { openTestCore, type TestCore } from './test-core.ts';

let core: TestCore;
let ann: Actor;
let ben: Actor;
let eve: Actor;
beforeEach(async () => {
  core = await openTestCore();
  const enter = async (userName: string) => core.actorOf(await enterByUserName(core, { userName }));
  ann = await enter('ann');
  ben = await enter('ben');
  eve = await enter('eve');
  await putTogether(ann, ben);
  core.events.length = 0;
});
afterEach(() => core.close());

async function putTogether(actor: Actor, other: Actor): Promise<void> {
  await startConversation(core, actor, { kind: 'group', name: 'Group', userIds: [other.userId] });
}

const names = async (actor: Actor, query: string, limit = 20) =>
  (await findUsers(core, actor, { query, limit })).map((user) => user.userName);

describe('with a closed directory', () => {
  test('a person knows companions, bots and themselves, and strangers look like nobody', async () => {
    await ensureBot(core, { id: 'bot-helper', userName: 'helper', displayName: 'Helper' });
    for (const userId of [ann.userId, ben.userId, 'bot-helper']) {
      expect((await getUser(core, ann, { userId })).id).toBe(userId);
    }
    const refusals = await Promise.all(
      [eve.userId, 'nobody'].map((userId) => getUser(core, ann, { userId }).catch((error: unknown) => error)),
    );
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'not_found' });
  });

  test('search finds companions by their start and strangers only by their exact name', async () => {
    expect(await names(ann, 'be')).toEqual(['ben']);
    expect(await names(ann, 'ev')).toEqual([]);
    expect(await names(ann, 'EVE')).toEqual(['eve']);
    expect(await names(ann, 'ann')).toEqual([]);
    await updateMe(core, eve, { email: 'eve@example.org' });
    expect(await names(ann, 'Eve@example.org')).toEqual(['eve']);
    expect(await names(ann, 'eve@example')).toEqual([]);
  });

  test('wildcards of the database mean themselves', async () => {
    expect(await names(ann, '%')).toEqual([]);
    expect(await names(ann, 'b_n')).toEqual([]);
  });
});

describe('with an open directory', () => {
  test('everybody finds everybody but themselves', async () => {
    core.settings.openDirectory = true;
    expect(await names(ann, 'ev')).toEqual(['eve']);
    expect(await names(ann, 'ann')).toEqual([]);
    expect((await getUser(core, ann, { userId: eve.userId })).id).toBe(eve.userId);
  });
});

describe('changing my account', () => {
  test('tells my devices always, and companions only what they can see', async () => {
    await updateMe(core, ann, { language: 'de', settings: { readReceipts: false } });
    expect(core.events.map((event) => event.type)).toEqual(['account.updated']);
    const user = await updateMe(core, ann, { displayName: 'Ann A.', bio: 'Here' });
    expect(user).toMatchObject({
      displayName: 'Ann A.',
      bio: 'Here',
      language: 'de',
      settings: { readReceipts: false },
    });
    expect(core.events.slice(1)).toMatchObject([
      { type: 'account.updated' },
      { type: 'user.updated', companionIds: [ben.userId], user: { displayName: 'Ann A.' } },
    ]);
    expect(await getMe(core, ann)).toEqual(user);
  });

  test('to what it is already does nothing', async () => {
    await updateMe(core, ann, { displayName: 'ann', bio: null, settings: { lastSeen: 'everyone', extra: {} } });
    expect(core.events).toEqual([]);
  });

  test('merges settings and keeps free fields within bounds', async () => {
    await updateMe(core, ann, { settings: { extra: { theme: 'dark' } } });
    const { settings } = await updateMe(core, ann, { settings: { lastSeen: 'nobody', extra: { sound: false } } });
    expect(settings).toEqual({
      lastSeen: 'nobody',
      readReceipts: true,
      knownLanguages: [],
      autoTranslate: true,
      extra: { theme: 'dark', sound: false },
    });
    const huge = updateMe(core, ann, { settings: { extra: { text: 'x'.repeat(20_000) } } });
    await expect(huge).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  test.each([
    [{ userName: 'BEN' }, 'name_taken'],
    [{ userName: 'a\nb' }, 'invalid_input'],
    [{ displayName: ' ' }, 'invalid_input'],
    [{ displayName: 'x'.repeat(81) }, 'invalid_input'],
    [{ avatarUrl: 'javascript:alert(1)' }, 'invalid_input'],
    [{ avatarUrl: '//evil.example.org/x.png' }, 'invalid_input'],
    [{ language: 'not a tag' }, 'invalid_input'],
    [{ bio: 'x'.repeat(501) }, 'invalid_input'],
  ])('to %j is refused with %s and changes nothing', async (input, code) => {
    const before = await getMe(core, ann);
    await expect(updateMe(core, ann, input)).rejects.toMatchObject({ code });
    expect(await getMe(core, ann)).toEqual(before);
    expect(core.events).toEqual([]);
  });

  test('counts characters as people do', async () => {
    expect((await updateMe(core, ann, { displayName: '🙂'.repeat(80) })).displayName).toHaveLength(160);
  });
});

describe('blocking', () => {
  test('is told to my devices alone, once, and can be lifted', async () => {
    await blockUser(core, ann, { userId: ben.userId });
    await blockUser(core, ann, { userId: ben.userId });
    expect(core.events).toEqual([{ type: 'block.updated', userId: ann.userId, blocked: [ben.userId] }]);
    expect(await listBlocks(core, ann)).toEqual([ben.userId]);
    expect(await listBlocks(core, ben)).toEqual([]);
    await unblockUser(core, ann, { userId: ben.userId });
    await unblockUser(core, ann, { userId: ben.userId });
    expect(core.events.slice(1)).toEqual([{ type: 'block.updated', userId: ann.userId, blocked: [] }]);
  });

  test('oneself or nobody is refused', async () => {
    await expect(blockUser(core, ann, { userId: ann.userId })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(blockUser(core, ann, { userId: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a bot', () => {
  const profile = { id: 'bot-helper', userName: 'helper', displayName: 'Helper' };

  test('is made once and follows what the program says', async () => {
    const made = await ensureBot(core, profile);
    expect(made).toMatchObject({ ...profile, kind: 'bot', passwordHash: null });
    expect(await ensureBot(core, profile)).toEqual(made);
    expect(await ensureBot(core, { ...profile, displayName: 'Leta' })).toMatchObject({
      id: 'bot-helper',
      displayName: 'Leta',
    });
  });

  test('takes neither a person’s name nor a person’s place', async () => {
    await expect(ensureBot(core, { ...profile, userName: 'ann' })).rejects.toMatchObject({ code: 'name_taken' });
    await expect(ensureBot(core, { ...profile, id: ann.userId })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('presence', () => {
  const see = (viewer: Actor, of: Actor) => getPresence(core, viewer, { userId: of.userId });

  test('is shown to companions; strangers look like nobody', async () => {
    core.online.add(ben.userId);
    expect(await see(ann, ben)).toMatchObject({ userId: ben.userId, online: true });
    await expect(see(eve, ben)).rejects.toMatchObject({ code: 'not_found' });
    await expect(getPresence(core, ann, { userId: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['everyone', true, true],
    ['contacts', true, undefined],
    ['nobody', false, undefined],
  ] as const)('with last seen for %s and an open directory', async (lastSeen, toContact, toStranger) => {
    core.settings.openDirectory = true;
    core.online.add(ben.userId);
    await updateMe(core, ben, { settings: { lastSeen } });
    const seen = await see(ann, ben);
    expect(seen.online).toBe(toContact);
    expect(seen.lastSeenAt === null).toBe(!toContact);
    expect((await see(ben, ben)).online).toBe(true);
    if (toStranger === undefined) await expect(see(eve, ben)).rejects.toMatchObject({ code: 'not_found' });
    else expect((await see(eve, ben)).online).toBe(toStranger);
  });

  test('between two of whom one has blocked the other looks like being away, to both', async () => {
    core.online.add(ann.userId).add(ben.userId);
    await setStatus(core, ben, { status: 'Busy' });
    await blockUser(core, ann, { userId: ben.userId });
    for (const [viewer, of] of [
      [ann, ben],
      [ben, ann],
    ] as const) {
      expect(await see(viewer, of)).toEqual({ userId: of.userId, online: false, status: null, lastSeenAt: null });
    }
  });

  test('of many leaves out whoever may not be seen', async () => {
    core.online.add(ben.userId);
    const userIds = [ann.userId, ben.userId, ben.userId, eve.userId, 'nobody'];
    const found = await presenceOfMany(core, ann, { userIds });
    expect(found.map((one) => [one.userId, one.online]).sort()).toEqual(
      [
        [ann.userId, false],
        [ben.userId, true],
      ].sort(),
    );
    const tooMany = Array.from({ length: 501 }, (_, index) => String(index));
    await expect(presenceOfMany(core, ann, { userIds: tooMany })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('says since when somebody is gone', async () => {
    const at = await noteDisconnected(core, ben.userId);
    expect((await see(ann, ben)).lastSeenAt).toBe(at);
    expect(core.events).toEqual([]);
  });

  test('carries a status text, told to companions and followers once', async () => {
    core.online.add(ben.userId);
    await setStatus(core, ben, { status: 'Out for lunch' });
    await setStatus(core, ben, { status: 'Out for lunch' });
    expect((await see(ann, ben)).status).toBe('Out for lunch');
    expect(core.events).toMatchObject([{ type: 'user.updated', companionIds: [ann.userId] }]);
    expect(core.ephemeral).toMatchObject([
      { type: 'presence.changed', online: true, user: { status: 'Out for lunch' } },
    ]);
    await setStatus(core, ben, { status: null });
    expect((await see(ann, ben)).status).toBeNull();
  });

  test('of a guest is shown like anybody’s', async () => {
    const guest = await core.actorOf(await enterAsGuest(core, { displayName: 'Passer-by' }));
    await putTogether(ann, guest);
    core.online.add(guest.userId);
    expect((await see(ann, guest)).online).toBe(true);
  });
});
