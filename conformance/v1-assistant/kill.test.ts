import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { AssistantPerson } from '../assistant/person.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';
import { markOf, Questioner, textOf } from './questioner.ts';

const WORDS = ['It ', 'is ', 'the ', 'east, ', 'and ', 'Juliet ', 'is ', 'the ', 'sun.'];
const SPEECH = WORDS.join('');
/** A job that lost its process is taken over when its lease of half a minute has run out. */
const TAKEN_OVER = { within: 60_000, every: 250 };

describeOnEachStorage('kill -9 while answers are being written', (storage) => {
  let ai: AiServer;
  let database: Database | undefined;
  let server: ServerProcess | undefined;

  beforeAll(async () => {
    ai = await startAiServer();
  });
  afterAll(() => ai.close());
  afterEach(async () => {
    await server?.dispose();
    await database?.drop();
  });

  test('what was said stays and is marked, what was not is said then; nothing doubles', {
    timeout: 120_000,
  }, async () => {
    database = await storage.create();
    const env = { GEMINI_API_KEY: 'the-key-of-the-installation', GEMINI_BASE_URL: ai.geminiBaseUrl };
    server = await startServerProcess({ env: { ...database.env, ...env } });
    const { url } = server;
    const [begun, silent] = [await Questioner.enters(url, 'romeo'), await Questioner.enters(url, 'paris')];
    const waiting = await AssistantPerson.register(url, 'nurse');
    const nursery = await waiting.creates();
    const log = await begun.actor.listens();
    ai.answerWith('gemini', () => WORDS);
    ai.hold();
    const question = await begun.says('What light is it?');
    const { data } = await log.hears('stream.start');
    ai.step(4);
    await log.hears('stream.delta', (event) => event.data.text.includes('east'));
    const unheard = await silent.says('And who is the moon?');
    const open = waiting.calls('POST', `/api/messages/${nursery}/send`, { text: 'Who calls?' }).catch(() => undefined);
    await waitUntil('all questions to be asked', () => ai.requestsTo('gemini').length === 3);
    await server.kill();
    await open;
    ai.release();
    await server.start();

    const answers = async (asker: Questioner, asked = question) => asker.answersTo(asked);
    const [broken] = await waitUntil('the broken answer', async () => nonEmpty(await answers(begun)), TAKEN_OVER);
    expect(markOf(broken)).toMatchObject({ state: 'incomplete', stream_id: data.stream_id });
    // All that was heard may be a little more than what was written down a second ago, and never something else.
    expect(textOf(broken)).not.toBe('');
    expect('It is the east,'.startsWith(textOf(broken))).toBe(true);
    const [whole] = await waitUntil('the answer', async () => nonEmpty(await answers(silent, unheard)), TAKEN_OVER);
    expect(textOf(whole)).toBe(SPEECH);
    expect(markOf(whole)?.state).toBe('complete');
    const told = await waitUntil(
      'the answer nobody waits for any more',
      async () => {
        const { body } = await waiting.calls('GET', `/api/messages/${nursery}/messages`);
        const messages: { sender: string; text: string }[] = body.messages ?? body;
        return messages.length > 1 ? messages : undefined;
      },
      TAKEN_OVER,
    );
    expect(told.map(({ sender, text }) => [sender, text])).toEqual([
      ['user', 'Who calls?'],
      ['bot', SPEECH],
    ]);

    const { stream_id } = await begun.actor.calls('messages.regenerate', { message_id: broken?.id ?? '' });
    const mended = await waitUntil('the new version', async () =>
      (await answers(begun)).find((message) => message.rev > 0),
    );
    expect(textOf(mended)).toBe(SPEECH);
    expect(markOf(mended)).toMatchObject({ state: 'complete', stream_id });
    expect((await begun.messages()).length).toBe(2);
    expect((await silent.messages()).length).toBe(2);
    await begun.actor.leavesTheStage();
  });

  test('a server that is told to stop keeps what was said', { timeout: 60_000 }, async () => {
    ai.reset();
    database = await storage.create();
    const env = { GEMINI_API_KEY: 'the-key-of-the-installation', GEMINI_BASE_URL: ai.geminiBaseUrl };
    server = await startServerProcess({ env: { ...database.env, ...env } });
    const romeo = await Questioner.enters(server.url, 'romeo');
    const log = await romeo.actor.listens();
    ai.answerWith('gemini', () => WORDS);
    ai.hold();
    const question = await romeo.says('What light is it?');
    ai.step(4);
    await log.hears('stream.delta', (event) => event.data.text.includes('east'));
    await server.terminate();
    await server.start();
    const [broken] = await romeo.answersTo(question);
    expect(textOf(broken)).toBe('It is the east,');
    expect(markOf(broken)?.state).toBe('incomplete');
    await romeo.actor.leavesTheStage();
  });
});

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
