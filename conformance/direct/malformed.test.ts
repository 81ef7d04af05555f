import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { expectRefusals, expectSocketSurvives } from '../cross/expect-refusals.ts';
import { DirectPerson } from './person.ts';

let server: TestServer;
let anna: DirectPerson;
let ben: DirectPerson;
let conversation: string;
beforeAll(async () => {
  server = await startTestServer();
  anna = await DirectPerson.login(server.url, 'Anna');
  ben = await DirectPerson.login(server.url, 'Ben');
  conversation = await anna.opens(ben);
});
afterAll(() => server.stop());

describe('what no client should send', () => {
  test.each([
    ['/api/auth/login', () => ({ email: 'm@example.com', name: 'M', profile_image: 'https://example.com/p.jpg' })],
    ['/api/conversations/start', () => ({ to_email: ben.email })],
    ['/api/messages/send', () => ({ to_email: ben.email, message: 'x', message_type: 'text', reply_to: null })],
  ])('to POST %s is answered in the 4xx', async (path, good) => {
    await expectRefusals({ url: server.url, token: anna.token, method: 'POST', path, good: good() });
  });

  test.each([
    ['GET', (id: string) => `/api/conversations/${id}/messages`],
    ['POST', (id: string) => `/api/conversations/${id}/mark-read`],
    ['GET', (id: string) => `/api/users/search?query=${id}`],
    ['GET', (id: string) => `/api/conversations/${conversation}/messages?skip=${id}&limit=${id}`],
  ])('in the address of %s is no fault', async (method, path) => {
    for (const id of ['%00', '%ff', '..%2f..', '%F0%9F%8C%B9', "'%20or%201=1", 'x'.repeat(300), '-1', '1e99', 'null']) {
      const { status } = await anna.calls(method, path(id));
      expect(status, id).toBeLessThan(500);
    }
  });

  test.each([
    ['send_message', () => ({ to_email: ben.email, message: 'x', message_type: 'text', reply_to: null })],
    ['join_conversation', () => ({ conversation_id: conversation })],
    ['leave_conversation', () => ({ conversation_id: conversation })],
    ['mark_as_read', () => ({ conversation_id: conversation })],
    ['typing_start', () => ({ conversation_id: conversation })],
    ['typing_stop', () => ({ conversation_id: conversation })],
    ['get_online_users', () => ({})],
    ['no_such_event', () => ({ a: 1 })],
  ])('as %s is an error, and the socket goes on', async (event, good) => {
    const socket = await anna.connects();
    await expectSocketSurvives(socket, event, good());
    expect(await socket.asks('get_online_users')).toMatchObject({ status: 'success' });
    socket.close();
  });
});
