import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { post } from '../support/http.ts';
import { openStream, RelayClient } from './client.ts';

const KEY = '4f1d7c60b29a8e35d2c7604b9fa1e83d';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ PASSWORDLESS: 'off', SERVICE_KEY: KEY });
});
afterAll(() => server.stop());

const text = { type: 'text', content: 'hello', sender: 'program' };

test('strangers neither read nor write, and every refusal names the settings', async () => {
  for (const [path, body] of [
    ['/api/message', text],
    ['/api/messages/broadcast', text],
    ['/api/events/publish', { event_type: 'news', data: {} }],
  ] as const) {
    const { status, body: answer } = await post(server.url, path, body);
    expect(status).toBe(403);
    expect(answer.error).toContain('PASSWORDLESS=on');
    expect(answer.error).toContain('SERVICE_KEY');
    expect((await post(server.url, path, body, { 'X-Service-Key': 'wrong' })).status).toBe(401);
    expect((await post(server.url, path, body, { Authorization: 'Bearer wrong' })).status).toBe(401);
  }
  const stream = await openStream(server.url);
  expect(stream.response.status).toBe(403);
  stream.close();
});

test('a stranger’s socket is refused and hears nothing; the service key writes, broadcasts and publishes', async () => {
  const stranger = await RelayClient.connect(server.url);
  const insider = await RelayClient.connect(server.url, { auth: { service_key: KEY } });
  expect((await stranger.asks('message', text)).error).toContain('PASSWORDLESS=on');
  const headers = { Authorization: `Bearer ${KEY}` };
  const stream = await openStream(server.url, headers);
  expect((await post(server.url, '/api/message', text, headers)).status).toBe(201);
  expect((await post(server.url, '/api/messages/broadcast', text, { 'X-Service-Key': KEY })).status).toBe(201);
  expect((await post(server.url, '/api/events/publish', { event_type: 'news', data: {} }, headers)).status).toBe(200);
  await insider.hears('message');
  await insider.hears('broadcast');
  await insider.hears('notification');
  await stream.hears('news');
  stranger.emit('ping');
  await stranger.hears('pong');
  expect(
    stranger.heard.map((one) => one.event).filter((event) => !['connected', 'pong', 'error'].includes(event)),
  ).toEqual([]);
  for (const one of [stranger, insider, stream]) one.close();
});

test('an account writes to the lobby as itself, and does not broadcast', async () => {
  const { body } = await post(server.url, '/v1/auth/register', {
    user_name: 'member',
    password: 'correct horse battery',
    display_name: 'Member',
  });
  const headers = { Authorization: `Bearer ${body.access_token}` };
  const sent = await post(server.url, '/api/message', { ...text, sender: 'somebody else' }, headers);
  expect(sent.status).toBe(201);
  expect(sent.body.data.sender).toBe('member');
  expect((await post(server.url, '/api/messages/broadcast', text, headers)).status).toBe(403);
});
