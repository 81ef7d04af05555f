import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { post } from '../support/http.ts';
import { testInside } from '../support/test-inside.ts';
import { waitUntil } from '../support/wait-until.ts';
import { largePng, openStream, PNG, RelayClient, type Stream, WAV } from './client.ts';

let server: TestServer;
const closing: { close(): void }[] = [];
beforeAll(async () => {
  server = await startTestServer({ MAX_CONTENT_LENGTH: '2000000' });
});
afterAll(() => server.stop());
afterEach(() => {
  for (const one of closing.splice(0)) one.close();
});

async function connects(options?: Record<string, unknown>): Promise<RelayClient> {
  const client = await RelayClient.connect(server.url, options);
  closing.push(client);
  return client;
}

async function listens(headers?: Record<string, string>): Promise<Stream> {
  const stream = await openStream(server.url, headers);
  closing.push(stream);
  return stream;
}

describe('sockets', () => {
  test('connected confirms, ping is answered by pong', async () => {
    const client = await connects();
    expect(await client.hears('connected')).toMatchObject({ sid: client.socket.id });
    expect(client.all('connected')).toHaveLength(1);
    client.emit('ping');
    expect((await client.hears('pong')).timestamp).toMatch(/Z$/);
  });

  test.each([
    ['message', { type: 'text', content: 'by message', sender: 'ann' }, 'by message'],
    ['message', { content: 'without a type', sender: 'ann' }, 'without a type'],
    ['message', { type: 'text', text: 'as text', sender: 'ann' }, 'as text'],
    ['send_text', { text: 'by send_text', sender: 'ann' }, 'by send_text'],
  ])('%s %j: the others hear message, the sender message_received alone', async (event, payload, text) => {
    const [sender, other] = [await connects(), await connects()];
    sender.emit(event, payload);
    const heard = await other.hears('message', (one) => one.content === text);
    expect(heard).toMatchObject({ type: 'text', content: text, text, sender: 'ann', format: null });
    const receipt = await sender.hears('message_received');
    expect(receipt.message_id).toBe(heard.id);
    await post(server.url, '/api/message', { type: 'text', content: `after ${text}` });
    await sender.hears('message', (one) => one.content === `after ${text}`);
    expect(sender.all('message').some((one) => one.content === text)).toBe(false);
  });

  testInside('images and recordings reach the others as base64 and are stored as files', async () => {
    const [sender, other] = [await connects(), await connects()];
    sender.emit('send_image', { image: PNG, sender: 'ann', format: 'png' });
    expect(await other.hears('message', (one) => one.type === 'image')).toMatchObject({ content: PNG, format: 'png' });
    const receipt = await sender.hears('message_received');
    const stored = await server.core.store.messages.find(receipt.message_id);
    expect(stored?.content).toMatchObject({ type: 'image', mediaType: 'image/png' });
    sender.emit('send_audio', { audio: WAV, sender: 'ann', format: 'wav' });
    expect(await other.hears('message', (one) => one.type === 'audio')).toMatchObject({ content: WAV, format: 'wav' });
    sender.emit('message', { type: 'image', content: `data:image/png;base64,${PNG}`, sender: 'bob' });
    await other.hears('message', (one) => one.sender === 'bob' && one.content === PNG);
  });

  test('an image larger than what may wait for a reader reaches one who reads', async () => {
    const [sender, other] = [await connects(), await connects()];
    const image = largePng(1_500_000);
    expect((await sender.asks('send_image', { image, sender: 'big' })).status).toBe('success');
    expect((await other.hears('message', (one) => one.sender === 'big')).content).toBe(image);
    await post(server.url, '/api/message', { type: 'text', content: 'still there?' });
    await other.hears('message', (one) => one.content === 'still there?');
  });

  test('the path /ws/chat/ is the same place', async () => {
    const [one, other] = [await connects({ path: '/ws/chat/' }), await connects()];
    one.emit('message', { type: 'text', content: 'from the other path', sender: 'ann' });
    await other.hears('message', (payload) => payload.content === 'from the other path');
  });

  test.each([
    ['send_image', { image: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64') }, 'no image'],
    ['send_image', { image: Buffer.from('%PDF-1.7 not an image').toString('base64'), format: 'png' }, 'no image'],
    ['send_image', { image: PNG, format: 'jpg' }, 'said to be jpg'],
    ['send_image', { image: WAV, format: 'png' }, 'no image'],
    ['send_image', { image: PNG, format: 'exe' }, '“format” is not known'],
    ['send_image', { image: 'not base64 !!' }, 'not valid base64'],
    ['send_image', { image: '' }, 'image'],
    ['send_image', { image: 7 }, 'image'],
    ['send_image', {}, 'image'],
    ['send_audio', { audio: PNG, format: 'wav' }, 'no audio'],
    ['send_audio', { audio: WAV, format: 'mp3' }, 'said to be mp3'],
    ['send_text', { text: '' }, 'text'],
    ['send_text', { text: '   ' }, 'empty'],
    ['send_text', { text: { a: 1 } }, 'text'],
    ['send_text', null, 'payload'],
    ['message', { type: 'video', content: 'a' }, 'type'],
    ['message', { type: 'text' }, 'no content'],
    ['message', { type: 'text', content: 'a', sender: 'two\nlines' }, 'sender'],
    ['message', { type: 'text', content: 'a', sender: 'x'.repeat(81) }, 'sender'],
    ['message', 'text', 'payload'],
    ['message', [], 'payload'],
    ['message', 5, 'payload'],
  ])('%s %j is an error in words', async (event, payload, words) => {
    const client = await connects();
    const answer = await client.asks(event, payload);
    expect(answer.status).toBe('error');
    expect(String(answer.error).toLowerCase()).toContain(words.toLowerCase());
    await client.hears('error');
    expect(client.all('message_received')).toEqual([]);
  });

  test('what is larger than an upload may be is refused', async () => {
    const client = await connects();
    const answer = await client.asks('send_image', { image: largePng(2_000_001) });
    expect(answer.error).toContain('2000000 bytes');
  });

  testInside('a chosen sender is a label, whosever name it is', async () => {
    await post(server.url, '/v1/auth/register', {
      user_name: 'boss',
      password: 'correct horse battery',
      display_name: 'Boss',
    });
    const client = await connects();
    const receipt = await client.asks('message', { type: 'text', content: 'obey', sender: 'boss' });
    const stored = await server.core.store.messages.find(receipt.message_id);
    const sender = await server.core.store.users.find(stored?.senderId ?? '');
    expect(sender).toMatchObject({ kind: 'bot', userName: 'lobby-guest' });
    expect(stored?.annotations).toMatchObject({ senderLabel: 'boss' });
  });

  test('nothing of any other conversation is heard', async () => {
    const client = await connects();
    const { body } = await post(server.url, '/v1/auth/register', {
      user_name: 'private',
      password: 'correct horse battery',
      display_name: 'P',
    });
    const headers = { Authorization: `Bearer ${body.access_token}` };
    const opened = await post(
      server.url,
      '/v1/conversations',
      { kind: 'group', name: 'secret', user_ids: [] },
      headers,
    );
    const path = `/v1/conversations/${opened.body.conversation.id}/messages/${crypto.randomUUID()}`;
    const sent = await fetch(server.url + path, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ content: { type: 'text', text: 'a secret' } }),
    });
    expect(sent.status).toBeLessThan(300);
    await post(server.url, '/api/message', { type: 'text', content: 'public' });
    await client.hears('message', (one) => one.content === 'public');
    expect(JSON.stringify(client.heard)).not.toContain('a secret');
  });
});

describe('REST', () => {
  test('health', async () => {
    const response = await fetch(`${server.url}/api/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'healthy' });
  });

  test('a message is created and heard', async () => {
    const client = await connects();
    const { status, body } = await post(server.url, '/api/message', {
      type: 'text',
      content: 'by REST',
      sender: 'rest client',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'success',
      data: { type: 'text', content: 'by REST', sender: 'rest client' },
    });
    expect((await client.hears('message', (one) => one.content === 'by REST')).id).toBe(body.message_id);
  });

  test('a broadcast reaches sockets and streams under its own name', async () => {
    const [client, stream] = [await connects(), await listens()];
    const { status } = await post(server.url, '/api/messages/broadcast', {
      type: 'text',
      content: 'maintenance at ten',
    });
    expect(status).toBe(201);
    expect(await client.hears('broadcast')).toMatchObject({ content: 'maintenance at ten', sender: 'system' });
    expect((await stream.hears('broadcast')).data).toMatchObject({ content: 'maintenance at ten' });
    expect(client.all('message').some((one) => one.content === 'maintenance at ten')).toBe(false);
  });

  test('a published event reaches streams under its own type, and sockets as a notification', async () => {
    const [client, stream] = [await connects(), await listens()];
    const { status, body } = await post(server.url, '/api/events/publish', {
      event_type: 'stock.low',
      data: { item: 7 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'success', event_type: 'stock.low' });
    expect((await stream.hears('stock.low')).data).toEqual({ item: 7 });
    expect(await client.hears('notification')).toMatchObject({ event_type: 'stock.low', data: { item: 7 } });
  });

  test.each([
    ['/api/message', {}, 400],
    ['/api/message', { type: 'text' }, 400],
    ['/api/message', { type: 'hologram', content: 'x' }, 400],
    ['/api/message', { type: 'image', content: 'AAAA' }, 415],
    ['/api/message', null, 400],
    ['/api/messages/broadcast', { content: '' }, 400],
    ['/api/messages/broadcast', { type: 'image', content: '%%%' }, 400],
    ['/api/events/publish', {}, 400],
    ['/api/events/publish', { event_type: 'two words', data: {} }, 400],
    ['/api/events/publish', { event_type: 'a\ndata: injected' }, 400],
    ['/api/events/publish', { event_type: 5 }, 400],
    ['/api/events/publish', { event_type: 'big', data: 'x'.repeat(100_001) }, 413],
  ])('POST %s %j is a %i', async (path, body, status) => {
    const answer = await post(server.url, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: answer.body.error, detail: answer.body.error });
  });
});

describe('the event stream', () => {
  test('sends its headers at once, and messages with ids', async () => {
    const stream = await listens();
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    await post(server.url, '/api/message', { type: 'text', content: 'streamed', sender: 'ann' });
    const heard = await stream.hears('message', (data) => data.content === 'streamed');
    expect(heard.id).toMatch(/^\d+-\d+$/);
    expect(heard.data).toMatchObject({ type: 'text', sender: 'ann' });
  });

  test('resumes after Last-Event-ID: every message and published event missed, in order, once', async () => {
    const first = await listens();
    await post(server.url, '/api/message', { content: 'before' });
    const { id } = await first.hears('message', (data) => data.content === 'before');
    first.close();
    for (let index = 0; index < 60; index += 1) await post(server.url, '/api/message', { content: `missed ${index}` });
    await post(server.url, '/api/events/publish', { event_type: 'between', data: 1 });
    await post(server.url, '/api/message', { content: 'missed last' });
    await post(server.url, '/api/message', { type: 'image', content: PNG, format: 'png' });
    const second = await listens({ 'Last-Event-ID': id });
    await post(server.url, '/api/message', { content: 'live again' });
    await second.hears('message', (data) => data.content === 'live again');
    expect(second.events.map((one) => (one.event === 'message' ? one.data.content : one.event))).toEqual([
      ...Array.from({ length: 60 }, (_, index) => `missed ${index}`),
      'between',
      'missed last',
      PNG,
      'live again',
    ]);
    const last = second.events.at(-1)?.id ?? '';
    const third = await listens({ 'Last-Event-ID': last });
    await post(server.url, '/api/message', { content: 'only this' });
    await third.hears('message', (data) => data.content === 'only this');
    expect(third.events).toHaveLength(1);
  });

  testInside('a quiet stream gets a comment line every 15 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const stream = await listens();
      expect(stream.comments.filter((line) => line.includes('heartbeat'))).toEqual([]);
      vi.advanceTimersByTime(15_000);
      await waitUntil('a heartbeat', () => stream.comments.includes(': heartbeat'));
    } finally {
      vi.useRealTimers();
    }
  });

  test('an id that no server of this kind wrote begins now', async () => {
    const stream = await listens({ 'Last-Event-ID': 'something else' });
    await post(server.url, '/api/message', { content: 'from now on' });
    await stream.hears('message', (data) => data.content === 'from now on');
    expect(stream.events).toHaveLength(1);
  });
});
