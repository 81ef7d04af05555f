import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';

let ai: AiServer;
let server: TestServer;
let writer: Actor;
let reader: Actor;

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({ LIBRETRANSLATE_URL: ai.libreBaseUrl });
  [writer, reader] = await registerActors(server.url, 'writer', 'reader');
  await reader.calls('users.update', { language: 'zh-CN' });
});
afterAll(async () => {
  await Promise.all([writer, reader].map((actor) => actor.leavesTheStage()));
  await server.stop();
  await ai.close();
});

test('LibreTranslate gets the text with placeholders, once, and an engine that hangs delays nobody', async () => {
  const group = await writer.createsGroup('Harbour', [reader]);
  const log = await reader.listens();
  await log.becomesLive();
  const text = 'Please read https://example.org/tides before you sail tomorrow 🎉';
  await writer.sends(group, text);
  const { data } = await log.hears('translation.ready');
  expect(data).toMatchObject({ language: 'zh-Hans', engine: 'libretranslate' });
  expect(data.text).toMatch(/^\[zh-Hans\] Please read https:\/\/example\.org\/tides before you sail tomorrow 🎉$/);
  const asked = ai.requestsTo('libretranslate').map(({ body }) => body.q);
  expect(asked).toEqual(['Please read ⟦1⟧ before you sail tomorrow ⟦3⟧']);
  ai.misbehave('libretranslate', 'hang');
  const late = await writer.sends(group, 'The harbour master waits for an answer that does not come');
  await log.hears('message.sent', (event) => event.data.message.id === late.id);
  const page = await reader.calls('messages.list', { conversation_id: group, translate_to: 'me' });
  expect(page.messages).toHaveLength(2);
  expect(page.translations).toHaveLength(1);
  ai.misbehave('libretranslate', null);
});
