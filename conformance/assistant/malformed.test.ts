import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { expectRefusals } from '../cross/expect-refusals.ts';
import { AssistantPerson } from './person.ts';

let server: TestServer;
let anna: AssistantPerson;
let chat: string;
beforeAll(async () => {
  server = await startTestServer();
  anna = await AssistantPerson.register(server.url, 'anna');
  chat = await anna.creates();
});
afterAll(() => server.stop());

describe('what no client should send', () => {
  test.each([
    ['/api/auth/login', () => ({ username: 'nobody', password: 'a long enough password' })],
    ['/api/chat/create', () => ({ title: 'New Chat' })],
    [`/api/messages/:chat/send`, () => ({ text: 'Hello', image_url: null })],
    ['/api/chat', () => ({ message: 'Hello' })],
    ['/api/chat/image', () => ({ image: 'AAAA', message: 'Hello' })],
  ])('to POST %s is answered in the 4xx', async (path, good) => {
    await expectRefusals({
      url: server.url,
      token: anna.token,
      method: 'POST',
      path: path.replace(':chat', chat),
      good: good(),
    });
  });

  test('to POST /api/auth/register is answered in the 4xx', async () => {
    // With a name that is taken, so that no variant costs a password hash.
    const good = { username: anna.username, email: 'other@example.com', password: 'a long enough password' };
    await expectRefusals({ url: server.url, method: 'POST', path: '/api/auth/register', good });
  });

  test.each([
    ['GET', (id: string) => `/api/chat/${id}`],
    ['DELETE', (id: string) => `/api/chat/${id}/delete`],
    ['POST', (id: string) => `/api/chat/${id}/clear`],
    ['GET', (id: string) => `/api/messages/${id}/messages`],
    ['POST', (id: string) => `/api/messages/${id}/send`],
    ['DELETE', (id: string) => `/api/messages/${id}`],
  ])('in the address of %s is a 4xx', async (method, path) => {
    for (const id of ['%00', '%ff', '..%2f..', '%F0%9F%8C%B9', "'%20or%201=1", 'x'.repeat(300), '-1', '1e99', 'null']) {
      const { status } = await anna.calls(method, path(id));
      expect(status, id).toBeGreaterThanOrEqual(400);
      expect(status, id).toBeLessThan(500);
    }
  });
});
