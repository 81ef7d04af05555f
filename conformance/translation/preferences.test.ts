import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';

describeOnEachStorage('how I want to read', (storage) => {
  let database: Database;
  let server: ServerProcess;
  let anna: Actor;
  let ben: Actor;

  beforeAll(async () => {
    database = await storage.create();
    server = await startServerProcess({ env: database.env });
    [anna, ben] = await registerActors(server.url, 'anna', 'ben');
  });

  afterAll(async () => {
    await server?.dispose();
    await database?.drop();
  });

  test('my language and the languages to leave alone are kept in canonical form, and my devices hear of them', async () => {
    expect((await anna.calls('users.me', {})).settings).toMatchObject({ known_languages: [], auto_translate: true });
    const heard = await anna.listens();
    const settings = { known_languages: ['EN', 'pt-br', 'en'], auto_translate: false };
    const me = await anna.calls('users.update', { language: 'DE-at', settings });
    expect(me).toMatchObject({
      language: 'de-AT',
      settings: { known_languages: ['en', 'pt-BR'], auto_translate: false },
    });
    expect(await anna.calls('users.me', {})).toEqual(me);
    const event = await heard.hears('account.updated');
    expect(event.data).toMatchObject({ me: { language: 'de-AT', settings: { known_languages: ['en', 'pt-BR'] } } });
    await anna.calls('users.update', { settings: { read_receipts: true } });
    expect((await anna.calls('users.me', {})).settings).toMatchObject({ known_languages: ['en', 'pt-BR'] });
    await anna.leavesTheStage();
  });

  test.each([
    ['users.update', { language: 'de-1' }, '/language'],
    ['users.update', { settings: { known_languages: ['en', 'fr-toolongsubtag'] } }, '/settings/known_languages'],
    ['users.update', { settings: { known_languages: Array.from({ length: 21 }, () => 'en') } }, '/settings'],
  ] as const)('%s refuses %j', async (operation, input, field) => {
    const { status, body } = await anna.tries(operation, input);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect((body as { field: string }).field).toContain(field);
  });

  test('a conversation is translated into another language, not at all, or into mine again, for me alone', async () => {
    const group = await anna.createsGroup('Plans', [ben]);
    const annaHears = await anna.listens();
    const benHears = await ben.listens();
    const choose = (translate_to: string | null) =>
      anna.calls('conversations.mine', { conversation_id: group, translate_to });
    expect(await choose('PT-br')).toMatchObject({ translate_to: 'pt-BR' });
    expect((await annaHears.hears('membership.updated')).data).toMatchObject({ membership: { translate_to: 'pt-BR' } });
    expect(await choose('off')).toMatchObject({ translate_to: 'off' });
    const view = await anna.calls('conversations.get', { conversation_id: group });
    expect(view.membership).toMatchObject({ translate_to: 'off' });
    expect((await ben.calls('conversations.get', { conversation_id: group })).membership?.translate_to).toBeNull();
    expect(await choose(null)).toMatchObject({ translate_to: null });
    const bad = await anna.tries('conversations.mine', { conversation_id: group, translate_to: 'de-1' });
    expect(bad.body).toMatchObject({ code: 'invalid_input', field: '/translate_to' });
    await ben.sends(group, 'done');
    await benHears.hears('message.sent');
    expect(benHears.events.some((event) => event.type === 'membership.updated')).toBe(false);
    await Promise.all([anna, ben].map((actor) => actor.leavesTheStage()));
  });
});
