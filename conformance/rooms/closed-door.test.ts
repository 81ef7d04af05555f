import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { get, post } from '../support/http.ts';
import { RoomsClient } from './client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ PASSWORDLESS: 'off', RATE_LIMIT_MESSAGES: '3', RATE_LIMIT_WINDOW: '60' });
});
afterAll(() => server.stop());

async function register(name: string): Promise<{ id: string; token: string }> {
  const input = { user_name: name, password: 'correct horse battery', display_name: name };
  const { body } = await post(server.url, '/v1/auth/register', input);
  return { id: body.user.id, token: body.access_token };
}

test('a bare name enters nowhere, and the answer names the setting', async () => {
  const login = await post(server.url, '/api/auth/login', { username: 'ann' });
  expect(login.status).toBe(403);
  expect(login.body.error).toContain('PASSWORDLESS=on');
  const client = await RoomsClient.connect(server.url);
  const joined = await client.asks('join_room', { user_id: 'a', username: 'ann', room_id: 'general' });
  expect(joined.error).toContain('PASSWORDLESS=on');
  client.close();
});

test('strangers read nothing: history, rooms and translation ask for a token', async () => {
  expect((await get(server.url, '/api/messages/general')).status).toBe(401);
  expect((await get(server.url, '/api/rooms')).status).toBe(401);
  expect((await post(server.url, '/api/rooms', { room_name: 'x' })).status).toBe(401);
  expect((await post(server.url, '/api/translate', { text: 'a', target_language: 'es' })).status).toBe(401);
});

test('an account joins with its token, and only accepted messages spend its rate', async () => {
  const { token } = await register('counted');
  const client = await RoomsClient.connect(server.url, { token });
  await client.asks('join_room', { room_id: 'general' });
  for (let index = 0; index < 5; index += 1)
    expect((await client.asks('send_message', { room_id: 'general', text: ' ' })).status).toBe('error');
  for (let index = 0; index < 3; index += 1)
    expect((await client.asks('send_message', { room_id: 'general', text: 'same words' })).status).toBe('success');
  const refused = await client.asks('send_message', { room_id: 'general', text: 'one too many' });
  expect(refused.error).toMatch(/^Rate limit exceeded: 3 messages in 60 seconds\. Try again in \d+ seconds\.$/);
  expect(refused.retry_after).toBeGreaterThan(0);
  expect((await client.hears('error', (payload) => /Rate limit/.test(payload.message))).message).toBe(refused.error);
  // The limit is the person’s, not the socket’s.
  const second = await RoomsClient.connect(server.url, { token });
  await second.asks('join_room', { room_id: 'general' });
  expect((await second.asks('send_message', { room_id: 'general', text: 'again' })).error).toMatch(/Rate limit/);
  const { body } = await get(server.url, '/api/messages/general', { Authorization: `Bearer ${token}` });
  expect(body.count).toBe(3);
  client.close();
  second.close();
});
