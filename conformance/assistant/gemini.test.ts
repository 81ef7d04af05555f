import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type AiFault,
  type AiServer,
  type ModelAnswer,
  startAiServer,
} from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { AssistantPerson } from './person.ts';

let ai: AiServer;
let server: TestServer;

beforeAll(async () => {
  ai = await startAiServer();
  server = await startTestServer({
    GEMINI_API_KEY: 'the-key-of-the-installation',
    GEMINI_BASE_URL: ai.geminiBaseUrl,
  });
});
afterAll(async () => {
  await server.stop();
  await ai.close();
});
afterEach(() => ai.reset());

describe('with a key for Gemini', () => {
  test('the model answers, with the chat before it as context', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const chat = await anna.creates();
    ai.answerWith('gemini', () => ['Hi ', 'Anna 🌹.']);
    expect(await anna.asks(chat, 'Hello')).toBe('Hi Anna 🌹.');
    ai.answerWith('gemini', () => 'Still here.');
    await anna.asks(chat, 'Are you there?');
    const asked = ai.requestsTo('gemini');
    expect(asked[0]?.path).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
    expect(asked[0]?.headers['x-goog-api-key']).toBe('the-key-of-the-installation');
    expect(asked[1]?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'Hello' }] },
      { role: 'model', parts: [{ text: 'Hi Anna 🌹.' }] },
      { role: 'user', parts: [{ text: 'Are you there?' }] },
    ]);
    expect(asked[1]?.body.systemInstruction.parts[0].text).toContain('Leta');
  });

  test('it is shown pictures', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    ai.answerWith('gemini', () => 'A dot.');
    const chat = await anna.creates();
    const { body } = await anna.calls('POST', `/api/messages/${chat}/send`, { text: 'What is it?', image_url: png });
    expect(body.ai_response.text).toBe('A dot.');
    expect(ai.requestsTo('gemini')[0]?.body.contents[0].parts).toEqual([
      { text: 'What is it?' },
      { inlineData: { mimeType: 'image/png', data: png } },
    ]);
  });

  test.each<[string, AiFault | ModelAnswer, string]>([
    ['a key that is refused', 'unauthorized', 'key'],
    ['a fault of the service', 'server-error', '500'],
    ['an empty answer', [], 'empty'],
    ['an answer that is no JSON', 'invalid-json', 'understood'],
    ['a connection that breaks', 'break', 'reached'],
    ['a question that is blocked', { pieces: [], refused: true }, 'refused'],
    // The last one: for as long as Gemini asks for it is left alone.
    ['a quota that is used up', 'rate-limited', 'quota'],
  ])('%s leaves the built-in assistant to answer, and to say so', async (_what, fault, part) => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    if (typeof fault === 'string') ai.misbehave('gemini', fault as AiFault);
    else ai.answerWith('gemini', () => fault);
    const text = await anna.asks(await anna.creates(), 'What is Python?');
    expect(text).toMatch(/^Python is a high-level/);
    expect(text).toContain('built-in assistant');
    expect(text).toContain(part);
    expect(text).not.toContain('the-key-of-the-installation');
  });
});
