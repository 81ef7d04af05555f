import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AiServer, startAiServer } from '../../../server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
import type { LiveAnswer } from '../../src/answers.ts';
import type { ParlanceClient } from '../../src/client.ts';
import { live, People, transports } from '../support/people.ts';
import { BadNetwork } from '../support/proxy.ts';
import { until } from '../support/until.ts';

const WORDS = ['But ', 'soft! ', 'What ', 'light ', 'through ', 'yonder ', 'window ', 'breaks?'];

let ai: AiServer;
let server: TestServer;
let network: BadNetwork;
const people = new People();

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ GEMINI_API_KEY: 'the-key-of-the-installation', GEMINI_BASE_URL: ai.geminiBaseUrl });
  network = await BadNetwork.to(server.url);
});
afterEach(async () => {
  await people.leave();
  ai.reset();
});
afterAll(async () => {
  await network.close();
  await server.stop();
  await ai.close();
});

async function chatOf(client: ParlanceClient) {
  const [leta] = await client.assistants();
  if (leta === undefined) throw new Error('nobody answers here');
  return client.open((await client.createAssistantChat(leta.id)).conversation.id);
}

const says = (text: string) => (answers: readonly LiveAnswer[]) => answers[0]?.text === text;

describe.each(transports)('over %s', (_, transport) => {
  const enter = (name: string) => people.enter(name, { url: network.url, ...transport });

  it('the words come one after the other, then the message in their place', async () => {
    ai.answerWith('gemini', () => WORDS);
    ai.hold();
    const here = await chatOf(await enter('Ada'));
    here.send('What does he say?');
    ai.step(3);
    const [answer] = await until(here.answers, says('But soft! What '));
    expect(answer).toMatchObject({ conversation_id: here.id, message_id: null, failed: false });
    ai.release();
    const [, message] = await until(here.messages, (messages) => messages.length === 2);
    expect(message?.content?.text).toBe(WORDS.join(''));
    await until(here.answers, (answers) => answers.length === 0);
  });

  it('what was said while the connection was cut is there when it is back', async () => {
    ai.answerWith('gemini', () => WORDS);
    ai.hold();
    const client = await enter('Ada');
    const here = await chatOf(client);
    here.send('What does he say?');
    ai.step(2);
    await until(here.answers, says('But soft! '));
    network.down = true;
    network.cut();
    await until(client.connection, ({ state }) => state !== 'live', 'the loss noticed', 30_000);
    ai.step(2);
    network.down = false;
    await live(client);
    await until(here.answers, says('But soft! What light '));
    ai.release();
    await until(here.messages, (messages) => messages.length === 2);
    await until(here.answers, (answers) => answers.length === 0);
  }, 40_000);
});

it('who comes in the middle hears it from the beginning', async () => {
  ai.answerWith('gemini', () => WORDS);
  ai.hold();
  const ada = await people.enter('Ada', { url: server.url });
  const here = await chatOf(ada);
  here.send('What does he say?');
  ai.step(2);
  await until(here.answers, says('But soft! '));
  const again = people.add({ url: server.url });
  const name = ada.me.get()?.user_name ?? '';
  await again.login({ login: name, password: 'secret of Ada' });
  again.start();
  await live(again);
  const there = again.open(here.id);
  await until(there.answers, says('But soft! '));
  ai.step(1);
  await until(there.answers, says('But soft! What '));
  await there.stopAnswer(there.answers.get()[0]?.id ?? '');
  const [, message] = await until(here.messages, (messages) => messages.length === 2);
  expect(message?.annotations.assistant).toMatchObject({ state: 'stopped' });
  await until(there.answers, (answers) => answers.length === 0);
});

it('an answer written anew is heard in the place of its message', async () => {
  ai.answerWith('gemini', () => ['Good ', 'day.']);
  const here = await chatOf(await people.enter('Ada', { url: server.url }));
  here.send('What does he say?');
  const [, first] = await until(here.messages, (messages) => messages.length === 2);
  ai.answerWith('gemini', () => ['Good ', 'night.']);
  ai.hold();
  await here.regenerate(first?.id ?? '');
  ai.step(1);
  const [answer] = await until(here.answers, says('Good '));
  expect(answer?.message_id).toBe(first?.id);
  ai.release();
  await until(here.messages, (messages) => messages[1]?.content?.text === 'Good night.');
  await until(here.answers, (answers) => answers.length === 0);
  expect(here.messages.get()).toHaveLength(2);
});
