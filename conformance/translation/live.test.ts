import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeOnEachStorage, openStage, type Stage } from './stage.ts';

const TEXT = 'The train to the harbour leaves at nine in the morning';

describeOnEachStorage('a translation reaches those who see the message and need it', (storage) => {
  let stage: Stage;
  let writer: Actor;
  const actors: Actor[] = [];

  beforeAll(async () => {
    stage = await openStage(storage);
    writer = await stage.reader('writer', 'en');
  });
  afterAll(async () => stage?.close());
  beforeEach(() => stage.ai.reset());
  afterEach(async () => {
    await Promise.all([writer, ...actors.splice(0)].map((actor) => actor.leavesTheStage()));
  });

  async function reader(language: string | null, known: readonly string[] = []): Promise<Actor> {
    const actor = await stage.reader(`reads-${language}`, language, known);
    actors.push(actor);
    return actor;
  }

  const readyIn = (log: FrameLog) => log.events.filter((event) => event.type === 'translation.ready');

  /** Waits until whoever is to hear of this message’s successor has heard it: what was to come before has come. */
  async function settles(group: string, logs: readonly FrameLog[]): Promise<void> {
    const { id } = await writer.sends(group, '👍');
    for (const log of logs) await log.hears('message.sent', (event) => event.data.message.id === id);
  }

  test('five languages cost five calls, however many read; languages nobody reads cost none', async () => {
    const targets = ['de', 'es', 'fr', 'ja', 'pt-BR'];
    const people = await Promise.all(targets.flatMap((language) => [reader(language), reader(language)]));
    const english = await reader('en-GB');
    const silent = await reader(null);
    const away = await reader('it');
    const stranger = await reader('nl');
    const group = await writer.createsGroup('Harbour', [...people, english, silent, away]);
    const [strangerHears, englishHears, silentHears, writerHears, ...logs] = await stage.listens(
      stranger,
      english,
      silent,
      writer,
      ...people,
    );
    const message = await writer.sends(group, TEXT);
    for (const [index, log] of logs.entries()) {
      const language = targets[Math.floor(index / 2)] as string;
      const event = await log.hears('translation.ready');
      expect(event).toEqual({
        type: 'translation.ready',
        conversation_id: group,
        data: {
          message_id: message.id,
          rev: 0,
          language,
          text: `[${language}] ${TEXT}`,
          source: 'en',
          engine: 'openai:test-model',
        },
      });
      const order = log.events.map((one) => one.type).filter((type) => /message.sent|translation.ready/.test(type));
      expect(order, 'the original comes first').toEqual(['message.sent', 'translation.ready']);
    }
    await settles(group, [...logs, englishHears, silentHears, writerHears] as FrameLog[]);
    expect(
      stage
        .calls()
        .map((call) => call.target)
        .sort(),
    ).toEqual(targets);
    expect(stage.calls().every((call) => call.text === TEXT)).toBe(true);
    for (const log of [strangerHears, englishHears, silentHears, writerHears] as FrameLog[]) {
      expect(readyIn(log)).toEqual([]);
    }
    for (const log of logs) expect(readyIn(log)).toHaveLength(1);
  });

  test('what is in a known language, or says nothing, or is too short to tell costs nothing', async () => {
    const german = await reader('de', ['en']);
    const group = await writer.createsGroup('Quiet', [german]);
    const [log] = (await stage.listens(german)) as [FrameLog];
    for (const text of [
      TEXT,
      '🎉🎉🎉',
      'https://example.org/a/long/path/in/english',
      '`const answer = 42;`',
      '@anna @ben',
      '12 345,67',
      'ok',
      'haha',
    ]) {
      await writer.sends(group, text);
    }
    await settles(group, [log]);
    expect(stage.calls()).toEqual([]);
    expect(readyIn(log)).toEqual([]);
    await writer.sends(group, 'Der Zug zum Hafen fährt morgen früh um neun Uhr ab');
    await writer.sends(group, 'Le train pour le port part demain matin à neuf heures');
    expect((await log.hears('translation.ready')).data.text).toBe(
      '[de] Le train pour le port part demain matin à neuf heures',
    );
    expect(stage.calls()).toHaveLength(1);
  });

  test('who leaves a group, or says off, hears no more; a choice for the conversation counts before the language', async () => {
    const [leaving, off, other] = await Promise.all([reader('de'), reader('es'), reader('fr')]);
    const group = await writer.createsGroup('Choices', [leaving, off, other]);
    const logs = (await stage.listens(leaving, off, other)) as [FrameLog, FrameLog, FrameLog];
    await leaving.calls('conversations.leave', { conversation_id: group });
    await off.calls('conversations.mine', { conversation_id: group, translate_to: 'off' });
    await other.calls('conversations.mine', { conversation_id: group, translate_to: 'it' });
    await writer.sends(group, TEXT);
    expect((await logs[2].hears('translation.ready')).data.language).toBe('it');
    await settles(group, [logs[1], logs[2]]);
    expect(stage.calls().map((call) => call.target)).toEqual(['it']);
    expect(readyIn(logs[0])).toEqual([]);
    expect(readyIn(logs[1])).toEqual([]);
    await off.calls('conversations.mine', { conversation_id: group, translate_to: null });
    await off.calls('users.update', { language: 'nl' });
    await writer.sends(group, `${TEXT}, as they say`);
    expect((await logs[1].hears('translation.ready')).data.language).toBe('nl');
    await off.calls('users.update', { settings: { auto_translate: false } });
    await writer.sends(group, `${TEXT}, as I said`);
    await logs[2].hears('translation.ready', ({ data }) => data.text.endsWith('as I said'));
    expect(readyIn(logs[1])).toHaveLength(1);
  });

  test('an edit is translated anew, and a late translation of the version before it is dropped', async () => {
    const german = await reader('de');
    const group = await writer.createsGroup('Edits', [german]);
    const [log] = (await stage.listens(german)) as [FrameLog];
    stage.ai.hold();
    const { id } = await writer.sends(group, 'The ferry to the island leaves at seven in the evening');
    await waitUntil('the first call', () => stage.calls().length === 1);
    const content = { type: 'text' as const, text: 'The ferry to the island leaves at eight in the evening' };
    await writer.calls('messages.edit', { message_id: id, base_rev: 0, content });
    await waitUntil('the second call', () => stage.calls().length === 2);
    stage.ai.release();
    const event = await log.hears('translation.ready');
    expect(event.data).toMatchObject({ message_id: id, rev: 1, text: `[de] ${content.text}` });
    await settles(group, [log]);
    expect(readyIn(log)).toHaveLength(1);
  });

  test('of a message that is deleted while it is translated nothing is told and nothing kept', async () => {
    const german = await reader('de');
    const group = await writer.createsGroup('Regrets', [german]);
    const [log] = (await stage.listens(german)) as [FrameLog];
    stage.ai.hold();
    const text = 'I should never have said this aloud to anybody';
    const { id } = await writer.sends(group, text);
    await waitUntil('the call', () => stage.calls().length === 1);
    await writer.calls('messages.delete', { message_id: id });
    stage.ai.release();
    await settles(group, [log]);
    await writer.sends(group, TEXT);
    await log.hears('translation.ready', ({ data }) => data.text === `[de] ${TEXT}`);
    expect(readyIn(log)).toHaveLength(1);
    const { core } = stage.server;
    expect(await core.store.translations.findAll([core.ids.hash(text)], core.translator?.engine ?? '')).toEqual([]);
  });

  test('an engine that fails delays nobody, and is asked again; each reader is told once', async () => {
    const german = await reader('de');
    const group = await writer.createsGroup('Trouble', [german]);
    const [log] = (await stage.listens(german)) as [FrameLog];
    stage.ai.misbehave('chat', 'server-error');
    const text = 'The lighthouse has been dark since the storm last night';
    const { id } = await writer.sends(group, text);
    await log.hears('message.sent', (event) => event.data.message.id === id);
    const { jobs } = stage.server.core.store;
    const hasJob = async () => (await jobs.countOpen()).some(({ kind }) => kind === 'message.translate');
    await waitUntil('the job that tries again', hasJob, { within: 20_000 });
    expect(readyIn(log)).toEqual([]);
    stage.ai.misbehave('chat', null);
    const event = await log.hears('translation.ready', () => true, { within: 30_000 });
    expect(event.data.text).toBe(`[de] ${text}`);
    await settles(group, [log]);
    expect(readyIn(log)).toHaveLength(1);
  }, 60_000);

  test('code, links, mentions and emoji come back as they were', async () => {
    const german = await reader('de');
    const group = await writer.createsGroup('Things', [german]);
    const [log] = (await stage.listens(german)) as [FrameLog];
    const text = 'Please run `npm test` as written at https://example.org/run 🎉 and tell @writer about it';
    await writer.sends(group, text);
    expect((await log.hears('translation.ready')).data.text).toBe(`[de] ${text}`);
    expect(stage.calls()).toEqual([
      { text: 'Please run ⟦1⟧ as written at ⟦3⟧ ⟦5⟧ and tell ⟦7⟧ about it', target: 'de' },
    ]);
  });
});
