import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { AssistantPerson } from './person.ts';

interface Asked {
  path: string;
  key: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the request as it came over the wire.
  body: any;
}

/** What the stand-in answers with; it speaks the wire format of `models/*:streamGenerateContent?alt=sse`. */
let answer: (response: ServerResponse) => void = () => undefined;
const asked: Asked[] = [];
let gemini: Server;
let server: TestServer;

beforeAll(async () => {
  gemini = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => gemini.listen(0, '127.0.0.1', resolve));
  const { port } = gemini.address() as AddressInfo;
  server = await startTestServer({
    GEMINI_API_KEY: 'the-key-of-the-installation',
    GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  await server.stop();
  gemini.close();
});
afterEach(() => asked.splice(0));

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const key = request.headers['x-goog-api-key'];
  asked.push({ path: request.url ?? '', key: String(key), body: JSON.parse(Buffer.concat(chunks).toString()) });
  answer(response);
}

function streams(...pieces: string[]): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const text of pieces) {
      const event = { candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }], modelVersion: 'x' };
      response.write(`data: ${JSON.stringify(event)}\r\n\r\n`);
    }
    const end = { candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 }] };
    response.end(`data: ${JSON.stringify(end)}\r\n\r\n`);
  };
}

function fails(status: number, message: string, code: string): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: status, message, status: code } }));
  };
}

describe('with a key for Gemini', () => {
  test('the model answers, with the chat before it as context', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const chat = await anna.creates();
    answer = streams('Hi ', 'Anna 🌹.');
    expect(await anna.asks(chat, 'Hello')).toBe('Hi Anna 🌹.');
    answer = streams('Still here.');
    await anna.asks(chat, 'Are you there?');
    expect(asked[0]?.path).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
    expect(asked[0]?.key).toBe('the-key-of-the-installation');
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
    answer = streams('A dot.');
    const chat = await anna.creates();
    const { body } = await anna.calls('POST', `/api/messages/${chat}/send`, { text: 'What is it?', image_url: png });
    expect(body.ai_response.text).toBe('A dot.');
    expect(asked[0]?.body.contents[0].parts).toEqual([
      { text: 'What is it?' },
      { inlineData: { mimeType: 'image/png', data: png } },
    ]);
  });

  test.each([
    ['a quota that is used up', fails(429, 'Resource exhausted', 'RESOURCE_EXHAUSTED'), 'quota'],
    ['a key that is refused', fails(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT'), 'key'],
    ['a fault of the service', fails(503, 'The model is overloaded.', 'UNAVAILABLE'), '503'],
    ['an empty answer', streams(), 'empty'],
    ['an answer that is no JSON', (response: ServerResponse) => response.end('data: {nonsense\n\n'), 'understood'],
    ['a connection that breaks', (response: ServerResponse) => response.destroy(), 'reached'],
    [
      'a question that is blocked',
      (response: ServerResponse) => response.end('data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n'),
      'refused',
    ],
  ])('%s leaves the built-in assistant to answer, and to say so', async (_what, answers, part) => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    answer = answers;
    const text = await anna.asks(await anna.creates(), 'What is Python?');
    expect(text).toMatch(/^Python is a high-level/);
    expect(text).toContain('built-in assistant');
    expect(text).toContain(part);
    expect(text).not.toContain('the-key-of-the-installation');
  });
});
