import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AiServer, startAiServer } from '../../../server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
import { MemoryCache } from '../../src/cache/memory-cache.ts';
import type { ParlanceClient } from '../../src/client.ts';
import { MemoryCredentials } from '../../src/credentials.ts';
import type { ClientOptions } from '../../src/options.ts';
import { live, myId, People, transports } from '../support/people.ts';
import { until } from '../support/until.ts';

let ai: AiServer;
let server: TestServer;
const people = new People();

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: ai.openaiBaseUrl });
});
beforeEach(() => ai.reset());
afterEach(() => people.leave());
afterAll(async () => {
  await server.stop();
  await ai.close();
});

async function meet(options: Partial<ClientOptions> = {}): Promise<[ParlanceClient, ParlanceClient, string]> {
  const ada = await people.enter('Ada', { url: server.url });
  // Between two polls nobody is there to hear of a translation: pages must bring it.
  const translate = options.transport === 'poll';
  const ben = await people.enter('Ben', { url: server.url, translate, ...options });
  await ben.call('users.update', { language: 'de' });
  const { conversation } = await ada.openDirect(myId(ben));
  return [ada, ben, conversation.id];
}

const says = (client: ParlanceClient, text: string) =>
  until(client.translations, (all) => [...all.values()].some((one) => one.text === text), `“${text}”`);

it.each(transports)('a translation comes with the message, over %s', async (_name, options) => {
  const [ada, ben, id] = await meet(options);
  const there = ben.open(id);
  ada.open(id).send('The museum opens at ten in the morning');
  const [message] = await until(there.messages, (messages) => messages.length === 1);
  await says(ben, '[de] The museum opens at ten in the morning');
  expect(ben.translations.get().get(message?.id ?? '')).toMatchObject({ language: 'de', source: 'en', rev: 0 });
  expect(ada.translations.get().size).toBe(0);
});

it.each(transports)('what was said while I was away is translated when I am back, over %s', async (_name, options) => {
  const credentials = new MemoryCredentials();
  const cache = new MemoryCache();
  const [ada, ben, id] = await meet({ ...options, credentials, cache });
  ada.open(id).send('The first of two sentences about the museum');
  await says(ben, '[de] The first of two sentences about the museum');
  await ben.stop();
  await ada.call('messages.send', {
    conversation_id: id,
    client_id: 'the-second-sentence',
    content: { type: 'text', text: 'The second of two sentences about the museum' },
  });
  const back = people.add({ url: server.url, ...options, credentials, cache, translate: true });
  await back.restore();
  back.start();
  await live(back);
  back.open(id);
  await says(back, '[de] The second of two sentences about the museum');
  // It came out of the cache, and so without its translation.
  await says(back, '[de] The first of two sentences about the museum');
});

it('a message is translated on demand into any language', async () => {
  const [ada, ben, id] = await meet();
  const here = ada.open(id);
  here.send('The museum closes at six in the evening');
  const [message] = await until(here.messages, ([first]) => first?.status === 'sent');
  const text = 'The museum closes at six in the evening';
  expect(await ben.translate(message?.id ?? '', 'fr')).toMatchObject({ translated: true, text: `[fr] ${text}` });
  expect(await ben.translate(message?.id ?? '')).toMatchObject({ language: 'de', text: `[de] ${text}` });
  expect(await ben.translate(message?.id ?? '', 'en')).toMatchObject({ translated: false, reason: 'same_language' });
});
