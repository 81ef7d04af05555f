import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { expectRefusals, expectSocketSurvives } from '../cross/expect-refusals.ts';
import { RoomsClient } from './client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT_MESSAGES: '100000' });
});
afterAll(() => server.stop());

const joining = { user_id: 'u', username: 'malformed', room_id: 'tech', preferred_language: 'en' };

describe('what no client should send', () => {
  test.each([
    ['/api/auth/login', { username: 'malformed', preferred_language: 'en' }],
    ['/api/rooms', { room_name: 'malformed' }],
    ['/api/translate', { text: 'hello', target_language: 'es', source_language: 'en' }],
  ])('to POST %s is answered in the 4xx', async (path, good) => {
    await expectRefusals({ url: server.url, method: 'POST', path, good });
  });

  test.each(['%00', '%ff', '..%2f..', '%F0%9F%8C%B9', "'%20or%201=1", 'x'.repeat(300), '%ED%A0%80', '-1', 'null'])(
    'in an address (%s) is no fault',
    async (id) => {
      for (const path of [
        `/api/messages/${id}`,
        `/api/messages/general?limit=${id}`,
        `/api/messages/tech?language=${id}`,
      ]) {
        const response = await fetch(server.url + path);
        expect(response.status, path).toBeGreaterThanOrEqual(400);
        expect(response.status, path).toBeLessThan(500);
        expect((await response.json()) as object).toHaveProperty('error');
      }
    },
  );

  test.each([
    ['join_room', joining],
    ['leave_room', { room_id: 'random' }],
    ['send_message', { room_id: 'general', text: 'hello' }],
    ['user_typing', { room_id: 'general', is_typing: true }],
    ['typing', { room_id: 'general' }],
    ['stop_typing', { room_id: 'general' }],
    ['no_such_event', { a: 1 }],
  ])('as %s is an error, and the socket goes on', async (event, good) => {
    const client = await RoomsClient.joins(server.url, 'malformed', 'general');
    await expectSocketSurvives(client, event, good);
    expect(await client.asks('join_room', { ...joining, room_id: 'general' })).toMatchObject({ status: 'success' });
    expect(await client.asks('send_message', { room_id: 'general', text: 'still here' })).toMatchObject({
      status: 'success',
    });
    client.close();
  });
});
