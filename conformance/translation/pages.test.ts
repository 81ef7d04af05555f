import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { transports } from '../support/listener.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeOnEachStorage, openStage, type Stage } from './stage.ts';

describeOnEachStorage('translations beside messages', (storage) => {
  let stage: Stage;
  let writer: Actor;
  let german: Actor;
  let stranger: Actor;

  beforeAll(async () => {
    stage = await openStage(storage);
    writer = await stage.reader('writer', 'en');
    german = await stage.reader('german', 'de', ['fr']);
    stranger = await stage.reader('stranger', 'de');
  });
  afterAll(async () => stage?.close());
  beforeEach(() => stage.ai.reset());

  const tide = (what: string) => `The tide at the old harbour is ${what} this evening ${randomUUID().slice(0, 4)}`;

  test('history brings what is known and what can be made in a moment, and asks the engine once', async () => {
    const group = await writer.createsGroup('History', [german]);
    const high = await writer.sends(group, tide('high'));
    await writer.sends(group, 'Le bateau pour les îles part demain matin à neuf heures');
    await writer.sends(group, '👍');
    const low = await writer.sends(group, tide('low'));
    const list = { conversation_id: group, translate_to: 'me' };
    expect((await german.calls('messages.list', { conversation_id: group })).translations).toBeUndefined();
    expect(stage.calls()).toEqual([]);
    await waitUntil('both translations', async () => {
      const { translations = [] } = await german.calls('messages.list', list);
      return translations.length === 2;
    });
    const { translations } = await german.calls('messages.list', list);
    expect(translations).toEqual(
      [high, low].map((message) => ({
        message_id: message.id,
        rev: 0,
        language: 'de',
        text: `[de] ${message.content?.text}`,
        source: 'en',
        engine: 'openai:test-model',
      })),
    );
    expect(stage.calls()).toHaveLength(2);
    const french = await german.calls('messages.list', { ...list, translate_to: 'fr-CA', limit: 1 });
    expect(french.translations?.map((one) => one.language)).toEqual(['fr']);
    const own = await writer.calls('messages.list', { ...list, translate_to: 'me' });
    expect(own.translations).toEqual([]);
  });

  test('a page waits only a moment; what takes longer comes as translation.ready to who asked', async () => {
    const group = await writer.createsGroup('Slowly', [german, stranger]);
    const message = await writer.sends(group, tide('turning'));
    const [germanHears, strangerHears] = await stage.listens(german, stranger);
    stage.ai.hold();
    const page = await german.calls('messages.list', { conversation_id: group, translate_to: 'me' });
    expect(page.messages).toHaveLength(1);
    expect(page.translations).toEqual([]);
    stage.ai.release();
    const event = await germanHears?.hears('translation.ready');
    expect(event?.data).toMatchObject({ message_id: message.id, text: `[de] ${message.content?.text}` });
    await writer.sends(group, '👍');
    await strangerHears?.hears('message.sent');
    expect(strangerHears?.events.some(({ type }) => type === 'translation.ready')).toBe(false);
    await Promise.all([german, stranger].map((actor) => actor.leavesTheStage()));
  });

  test('changes, sync, threads and search bring them too, and pages by every transport', async () => {
    const group = await writer.createsGroup('Everywhere', [german]);
    const { token } = await german.calls('sync.page', {});
    const message = await writer.sends(group, tide('falling'));
    const expected = [{ message_id: message.id, text: `[de] ${message.content?.text}` }];
    await german.calls('messages.translate', { message_id: message.id });
    const changes = await german.calls('sync.changes', { conversation_id: group, after: 0, translate_to: 'me' });
    expect(changes.translations).toMatchObject(expected);
    const sync = await german.calls('sync.page', { since: token, translate_to: 'de' });
    // On PostgreSQL a token may reach further back than what was read before.
    const isOurs = (one: { message_id: string }) => one.message_id === message.id;
    expect(sync.translations?.filter(isOurs)).toMatchObject(expected);
    const thread = await german.calls('messages.thread', { message_id: message.id, translate_to: 'me' });
    expect(thread.translations).toMatchObject(expected);
    const found = await german.calls('search.messages', {
      query: 'falling',
      translate_to: 'me',
      conversation_id: group,
    });
    expect(found.hits).toHaveLength(1);
    expect(found.translations).toMatchObject(expected);
    for (const transport of transports) {
      const log = await german.listens(transport, { since: token, translateTo: 'me' });
      await log.becomesLive();
      const told = log.pages.flatMap((page) => page.translations ?? []);
      expect(told.filter(isOurs), transport).toMatchObject(expected);
    }
    await german.leavesTheStage();
    const refused = german.listens('websocket', { translateTo: 'de-1' });
    await expect(refused).rejects.toMatchObject({ problem: { code: 'invalid_input', field: '/translate_to' } });
    expect(stage.calls().filter(({ text }) => text === message.content?.text)).toHaveLength(1);
  });

  test('on demand a message is translated for any member into any language, and for nobody else', async () => {
    const group = await writer.createsGroup('Demand', [german]);
    const message = await writer.sends(group, tide('rising'));
    const ask = (actor: Actor, translate_to?: string) =>
      actor.calls('messages.translate', { message_id: message.id, ...(translate_to ? { translate_to } : {}) });
    const answer = { message_id: message.id, rev: 0, source: 'en', translated: true, reason: null };
    const text = message.content?.text;
    expect(await ask(german)).toEqual({ ...answer, language: 'de', text: `[de] ${text}`, engine: 'openai:test-model' });
    expect(await ask(writer, 'PT-br')).toMatchObject({ ...answer, language: 'pt-BR', text: `[pt-BR] ${text}` });
    expect(await ask(german, 'en')).toMatchObject({ translated: false, reason: 'same_language', text, engine: null });
    expect((await stranger.tries('messages.translate', { message_id: message.id })).status).toBe(404);
    expect(stage.calls()).toHaveLength(2);
    const smile = await writer.sends(group, '🙂');
    const nothing = await german.calls('messages.translate', { message_id: smile.id });
    expect(nothing).toMatchObject({ translated: false, reason: 'nothing_to_translate', text: '🙂' });
    stage.ai.misbehave('chat', 'server-error');
    const other = await writer.sends(group, tide('unseen'));
    const failed = await german.calls('messages.translate', { message_id: other.id });
    expect(failed).toMatchObject({ translated: false, reason: 'engine_failed', text: other.content?.text });
  }, 30_000);

  test('who has said no language is told so, and a tag that is none is refused', async () => {
    const silent = await stage.reader('silent', null);
    const group = await writer.createsGroup('Refusals', [silent]);
    const { id } = await writer.sends(group, tide('still'));
    const none = await silent.tries('messages.translate', { message_id: id });
    expect(none.body).toMatchObject({ code: 'invalid_input', field: '/translate_to' });
    for (const translate_to of ['de-1', 'off', 'no such tag']) {
      const { status } = await silent.tries('messages.list', { conversation_id: group, translate_to });
      expect(status, translate_to).toBe(400);
    }
    const page = await silent.calls('messages.list', { conversation_id: group, translate_to: 'me' });
    expect(page.translations).toEqual([]);
  });

  test('an edited message is translated as it is now', async () => {
    const group = await writer.createsGroup('Edited', [german]);
    const { id } = await writer.sends(group, tide('here'));
    await german.calls('messages.translate', { message_id: id });
    const text = tide('there');
    await writer.calls('messages.edit', { message_id: id, base_rev: 0, content: { type: 'text', text } });
    const again = await german.calls('messages.translate', { message_id: id });
    expect(again).toMatchObject({ rev: 1, text: `[de] ${text}` });
    const page = await german.calls('messages.list', { conversation_id: group, translate_to: 'me' });
    expect(page.translations).toMatchObject([{ message_id: id, rev: 1, text: `[de] ${text}` }]);
  });
});

describe('without any engine', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(async () => server?.dispose());

  test('a translation on demand answers with the original and says why, and pages have none', async () => {
    const [writer, reader] = await registerActors(server.url, 'writer', 'reader');
    await reader.calls('users.update', { language: 'de' });
    const group = await writer.createsGroup('Plain', [reader]);
    const text = 'There is no engine to translate this sentence';
    const { id } = await writer.sends(group, text);
    expect(await reader.calls('messages.translate', { message_id: id })).toEqual({
      message_id: id,
      rev: 0,
      language: 'de',
      text,
      source: 'en',
      translated: false,
      engine: null,
      reason: 'no_engine',
    });
    const page = await reader.calls('messages.list', { conversation_id: group, translate_to: 'me' });
    expect(page.translations).toEqual([]);
  });
});
