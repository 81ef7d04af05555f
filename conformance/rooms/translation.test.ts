import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { deleteMessage } from '../../packages/server/src/core/messages/delete-message.ts';
import { authenticate } from '../../packages/server/src/core/sessions/authenticate.ts';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { get, post } from '../support/http.ts';
import { RoomsClient } from './client.ts';

/** Long enough for an engine that answers at once, on a busy machine, too. */
const WAIT = 1_500;
let ai: AiServer;
let server: TestServer;
const clients: RoomsClient[] = [];

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_BASE_URL: ai.openaiBaseUrl,
    OPENAI_MODEL: 'test-model',
    TRANSLATION_WAIT_MS: String(WAIT),
    RATE_LIMIT_MESSAGES: '1000',
  });
});
afterAll(async () => {
  await server.stop();
  await ai.close();
});
beforeEach(() => {
  ai.reset();
  ai.answerWith('moderations', ({ body }) => ({ harassment: body.input.includes('subtly nasty') ? 0.91 : 0.01 }));
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function joins(name: string, room: string, language: string): Promise<RoomsClient> {
  await post(server.url, '/api/rooms', { room_name: room });
  const client = await RoomsClient.joins(server.url, name, room, language);
  clients.push(client);
  return client;
}

test('a message carries its translations into the languages of those who are in the room', async () => {
  const writer = await joins('writer', 'three-tongues', 'en');
  const spanish = await joins('spanish', 'three-tongues', 'es');
  const german = await joins('german', 'three-tongues', 'de');
  await writer.asks('send_message', { room_id: 'three-tongues', text: 'The weather is beautiful this morning' });
  const heard = await spanish.hears('receive_message');
  expect(heard.translations).toEqual({
    en: 'The weather is beautiful this morning',
    es: '[es] The weather is beautiful this morning',
    de: '[de] The weather is beautiful this morning',
  });
  expect(heard.translatedText).toBe('[es] The weather is beautiful this morning');
  expect((await german.hears('receive_message')).translatedText).toBe('[de] The weather is beautiful this morning');
  expect((await writer.hears('receive_message')).translatedText).toBe('The weather is beautiful this morning');
  expect(ai.requests.every(({ headers }) => headers.authorization === 'Bearer sk-test-0123456789')).toBe(true);
  expect(ai.requestsTo('chat')[0]?.body.model).toBe('test-model');
});

test('what was translated before is not asked again, and comes with the history', async () => {
  const writer = await joins('writer', 'remembered', 'en');
  await joins('spanish', 'remembered', 'es');
  const text = 'We will meet again at the station';
  for (let round = 0; round < 2; round += 1) await writer.asks('send_message', { room_id: 'remembered', text });
  await writer.hears('receive_message', () => writer.all('receive_message').length === 2);
  expect(ai.requestsTo('chat')).toHaveLength(1);
  const { body } = await get(server.url, '/api/messages/remembered?language=es');
  expect(body.messages[1]).toMatchObject({ translations: { es: `[es] ${text}` }, translatedText: `[es] ${text}` });
  const translated = await post(server.url, '/api/translate', { text, target_language: 'es' });
  expect(translated.body).toMatchObject({ translated: true, translated_text: `[es] ${text}` });
  expect(ai.requestsTo('chat')).toHaveLength(1);
});

test('a slow translation holds a message no longer than the wait, keeps the order, and comes with the history', async () => {
  const writer = await joins('writer', 'slow', 'en');
  const spanish = await joins('spanish', 'slow', 'es');
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  ai.answerWith('chat', async ({ body }) => {
    if (body.messages[1].content.startsWith('Slowly')) await gate;
    return undefined;
  });
  const began = performance.now();
  await writer.asks('send_message', { room_id: 'slow', text: 'Slowly the river flows towards the sea' });
  // The acknowledgement does not wait: nobody has heard the message yet.
  expect(spanish.all('receive_message')).toEqual([]);
  await writer.asks('send_message', { room_id: 'slow', text: 'Quickly the train leaves the station' });
  const second = await spanish.hears('receive_message', (payload) => payload.text.startsWith('Quickly'));
  const waited = performance.now() - began;
  expect(waited).toBeGreaterThanOrEqual(WAIT - 20);
  expect(second.translatedText).toBe('[es] Quickly the train leaves the station');
  const heard = spanish.all('receive_message');
  expect(heard.map((payload) => payload.text)).toEqual([
    'Slowly the river flows towards the sea',
    'Quickly the train leaves the station',
  ]);
  expect(heard[0]?.translations).toEqual({ en: 'Slowly the river flows towards the sea' });
  release();
  await expect
    .poll(async () => (await get(server.url, '/api/messages/slow')).body.messages[0].translations.es)
    .toBe('[es] Slowly the river flows towards the sea');
});

test('where the service fails, the original stands in and nothing is kept', async () => {
  const writer = await joins('writer', 'failing', 'en');
  const spanish = await joins('spanish', 'failing', 'es');
  ai.misbehave('chat', 'bad-request');
  await writer.asks('send_message', { room_id: 'failing', text: 'Nobody understands this sentence today' });
  const heard = await spanish.hears('receive_message');
  expect(heard.translations.es).toBe('Nobody understands this sentence today');
  ai.misbehave('chat', null);
  const { body } = await get(server.url, '/api/messages/failing');
  expect(body.messages[0].translations).toEqual({});
});

test('a service that recovers within the tries is heard', async () => {
  ai.misbehave('chat', 'server-error', { times: 1 });
  const { body } = await post(server.url, '/api/translate', {
    text: 'Try it once more, please',
    target_language: 'fr',
  });
  expect(body).toMatchObject({ translated: true, translated_text: '[fr] Try it once more, please' });
  expect(ai.requests).toHaveLength(2);
});

test('the moderation service raises a flag that the words alone do not, and it is kept', async () => {
  const writer = await joins('writer', 'moderated', 'en');
  await writer.asks('send_message', { room_id: 'moderated', text: 'something subtly nasty in plain words' });
  const heard = await writer.hears('receive_message');
  expect(heard).toMatchObject({ is_flagged: true, toxicity_score: 0.91 });
  const { body } = await get(server.url, '/api/messages/moderated');
  expect(body.messages[0].is_flagged).toBe(true);
});

test('somebody who joins while a message waits hears it once', async () => {
  const writer = await joins('writer', 'arriving', 'en');
  await joins('spanish', 'arriving', 'es');
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  ai.answerWith('chat', async () => {
    await gate;
    return undefined;
  });
  await writer.asks('send_message', { room_id: 'arriving', text: 'This one is waiting for its translation' });
  const late = await joins('late', 'arriving', 'de');
  release();
  await writer.hears('receive_message');
  await writer.asks('send_message', { room_id: 'arriving', text: 'And this one comes after it, of course' });
  await late.hears('receive_message', (payload) => payload.text.startsWith('And'));
  expect((await late.hears('joined_room')).messages).toHaveLength(1);
  expect(late.all('receive_message')).toHaveLength(1);
});

test('a deleted message takes its translations with it', async () => {
  const login = await post(server.url, '/api/auth/login', { username: 'regretful' });
  const writer = await joins('regretful', 'regrets', 'en');
  await joins('spanish', 'regrets', 'es');
  const text = 'I should never have said this aloud';
  const { message_id: id } = await writer.asks('send_message', { room_id: 'regrets', text });
  await writer.hears('receive_message');
  const { core } = server;
  const stored = () => core.store.translations.findAll([core.ids.hash(text)], core.translator?.engine ?? '');
  expect(await stored()).toHaveLength(1);
  await deleteMessage(core, await authenticate(core, login.body.token), id);
  expect(await stored()).toEqual([]);
  expect((await get(server.url, '/api/messages/regrets')).body).toEqual({ messages: [], count: 0 });
});
