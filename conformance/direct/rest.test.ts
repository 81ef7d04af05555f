import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { call } from '../support/http.ts';
import { DirectPerson } from './person.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('login', () => {
  test('registers who is new and answers as the document shows', async () => {
    const { status, body } = await call(server.url, 'POST', '/api/auth/login', {
      body: { email: 'user@example.com', name: 'John Doe', profile_image: 'https://example.com/profile.jpg' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      access_token: expect.stringMatching(/^ey/),
      token_type: 'bearer',
      user: { email: 'user@example.com', name: 'John Doe', profile_image: 'https://example.com/profile.jpg' },
    });
  });

  test('enters the same person again, as a form and by query too', async () => {
    const fields = { email: 'forms@example.com', name: 'Forms' };
    const json = await call(server.url, 'POST', '/api/auth/login', { body: fields });
    const encoded = new URLSearchParams(fields).toString();
    const form = await call(server.url, 'POST', '/api/auth/login', {
      body: encoded,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const query = await call(server.url, 'POST', `/api/auth/login?${encoded}`);
    expect([json.status, form.status, query.status]).toEqual([200, 200, 200]);
    expect(form.body.user.id).toBe(json.body.user.id);
    expect(query.body.user.id).toBe(json.body.user.id);
  });

  test('is refused with the accepted forms where a field is missing, and with a sentence where one is wrong', async () => {
    const missing = await call(server.url, 'POST', '/api/auth/login', { body: { email: 'a@example.com' } });
    expect(missing.status).toBe(400);
    expect(missing.body.error).toContain('"email", "name"');
    const wrong = await call(server.url, 'POST', '/api/auth/login', { body: { email: 'nonsense', name: 'A' } });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({ error: expect.stringContaining('e-mail'), detail: wrong.body.message });
  });

  test('never opens an account that has a password', async () => {
    await call(server.url, 'POST', '/api/auth/register', {
      body: { username: 'guarded', email: 'guarded@example.com', password: 'correct horse battery' },
    });
    const bare = await call(server.url, 'POST', '/api/auth/login', {
      body: { email: 'guarded@example.com', name: 'X' },
    });
    expect(bare.status).toBe(403);
    const wrong = await call(server.url, 'POST', '/api/auth/login', {
      body: { email: 'guarded@example.com', name: 'X', password: 'wrong password' },
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.access_token).toBeUndefined();
  });

  test('is closed where PASSWORDLESS is off, and says so', async () => {
    const closed = await startTestServer({ PASSWORDLESS: 'off' });
    const answer = await call(closed.url, 'POST', '/api/auth/login', { body: { email: 'a@example.com', name: 'A' } });
    expect(answer.status).toBe(403);
    expect(answer.body.message).toContain('PASSWORDLESS');
    await closed.stop();
  });
});

describe('people', () => {
  test('read their own account', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const { status, body } = await anna.calls('GET', '/api/users/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ email: anna.email, name: 'Anna', is_online: false });
  });

  test('are found by name and by e-mail, literally', async () => {
    const john = await DirectPerson.login(server.url, 'Johnathan');
    const seeker = await DirectPerson.login(server.url, 'Seeker');
    const byName = await seeker.calls('GET', '/api/users/search?query=johna');
    expect(byName.body.map((user: { email: string }) => user.email)).toContain(john.email);
    const byEmail = await seeker.calls('GET', `/api/users/search?query=${encodeURIComponent(john.email)}`);
    expect(byEmail.body).toHaveLength(1);
    const pattern = await seeker.calls('GET', '/api/users/search?query=.*');
    expect(pattern.body).toEqual([]);
  });

  test.each([
    ['GET', '/api/users/me'],
    ['GET', '/api/users/search?query=john'],
    ['GET', '/api/conversations'],
    ['POST', '/api/conversations/start'],
    ['GET', '/api/conversations/x/messages'],
    ['POST', '/api/conversations/x/mark-read'],
    ['POST', '/api/messages/send'],
  ])('need a token for %s %s', async (method, path) => {
    const none = await call(server.url, method, path);
    const wrong = await call(server.url, method, path, { token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.e30.x' });
    expect([none.status, wrong.status]).toEqual([401, 401]);
    expect(none.body.detail).toContain('token');
  });
});

describe('conversations', () => {
  test('are started once for a pair, by JSON, form and query', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const first = await anna.calls('POST', '/api/conversations/start', { to_email: ben.email });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ conversation_type: 'direct', last_message: null });
    expect([...first.body.participants].sort()).toEqual([anna.email, ben.email].sort());
    const again = await ben.calls('POST', `/api/conversations/start?to_email=${encodeURIComponent(anna.email)}`);
    const form = await call(server.url, 'POST', '/api/conversations/start', {
      token: ben.token,
      body: `to_email=${encodeURIComponent(anna.email)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([again.status, form.status]).toEqual([200, 200]);
    expect([again.body.id, form.body.id]).toEqual([first.body.id, first.body.id]);
  });

  test('with nobody are a 404', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const answer = await anna.calls('POST', '/api/conversations/start', { to_email: 'nobody@example.com' });
    expect(answer.status).toBe(404);
    expect(answer.body.message).toContain('nobody@example.com');
  });

  test('are listed with last message and unread counts of both', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    for (const message of ['one', 'two', 'three']) {
      await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message });
    }
    const [listed] = (await ben.calls('GET', '/api/conversations')).body;
    expect(listed).toMatchObject({
      last_message: 'three',
      last_message_sender: anna.email,
      unread_count: { [anna.email]: 0, [ben.email]: 3 },
    });
    expect(new Date(listed.last_message_time).toISOString()).toBe(listed.last_message_time);
    const read = await ben.calls('POST', `/api/conversations/${listed.id}/mark-read`);
    expect(read.status).toBe(200);
    const [after] = (await anna.calls('GET', '/api/conversations')).body;
    expect(after.unread_count).toEqual({ [anna.email]: 0, [ben.email]: 0 });
  });

  test('are pages of messages, oldest first, from the newest back', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const id = await anna.opens(ben);
    for (let number = 1; number <= 7; number += 1) {
      await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message: `message ${number}` });
    }
    const texts = async (page: string) =>
      (await ben.calls('GET', `/api/conversations/${id}/messages${page}`)).body.map(
        (one: { message: string }) => one.message,
      );
    expect(await texts('?skip=0&limit=50')).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `message ${number}`));
    expect(await texts('?skip=0&limit=3')).toEqual(['message 5', 'message 6', 'message 7']);
    expect(await texts('?skip=3&limit=3')).toEqual(['message 2', 'message 3', 'message 4']);
    expect(await texts('?skip=6&limit=3')).toEqual(['message 1']);
    expect(await texts('?skip=7')).toEqual([]);
    expect((await ben.calls('GET', `/api/conversations/${id}/messages?limit=many`)).status).toBe(400);
  });

  test('are closed to strangers', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const eve = await DirectPerson.login(server.url, 'Eve');
    const id = await anna.opens(ben);
    await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message: 'a secret' });
    const read = await eve.calls('GET', `/api/conversations/${id}/messages`);
    const mark = await eve.calls('POST', `/api/conversations/${id}/mark-read`);
    expect([read.status, mark.status]).toEqual([404, 404]);
    expect(JSON.stringify([read.body, mark.body, (await eve.calls('GET', '/api/conversations')).body])).not.toContain(
      'secret',
    );
  });
});

describe('messages', () => {
  test('are sent as the document shows, with a reply', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const sent = await anna.calls('POST', '/api/messages/send', {
      to_email: ben.email,
      message: 'Hello there!',
      message_type: 'text',
      reply_to: null,
    });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({
      sender_email: anna.email,
      sender_name: 'Anna',
      message: 'Hello there!',
      message_type: 'text',
      edited: false,
      edited_at: null,
      reply_to: null,
    });
    const reply = await ben.calls('POST', '/api/messages/send', {
      to_email: anna.email,
      message: 'Hi!',
      message_type: 'greeting',
      reply_to: sent.body.id,
    });
    expect(reply.body).toMatchObject({ reply_to: sent.body.id, message_type: 'greeting' });
    expect(reply.body.conversation_id).toBe(sent.body.conversation_id);
  });

  test('to nobody, without a text or as an answer to something elsewhere are refused', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const send = async (body: object) => (await anna.calls('POST', '/api/messages/send', body)).status;
    expect(await send({ to_email: 'nobody@example.com', message: 'x' })).toBe(404);
    expect(await send({ to_email: ben.email })).toBe(400);
    expect(await send({ to_email: ben.email, message: '   ' })).toBe(400);
    expect(await send({ to_email: ben.email, message: 'x', reply_to: '00000000-0000-7000-8000-000000000000' })).toBe(
      400,
    );
  });

  test('sent twice are two messages', async () => {
    const anna = await DirectPerson.login(server.url, 'Anna');
    const ben = await DirectPerson.login(server.url, 'Ben');
    const body = { to_email: ben.email, message: 'ha' };
    const [one, two] = [
      await anna.calls('POST', '/api/messages/send', body),
      await anna.calls('POST', '/api/messages/send', body),
    ];
    expect(one.body.id).not.toBe(two.body.id);
  });
});

describe('the server', () => {
  test('answers programs at / and at /health in JSON', async () => {
    const root = await call(server.url, 'GET', '/', { headers: { accept: 'application/json' } });
    expect(root).toMatchObject({ status: 200, body: { status: 'running', docs: '/docs' } });
    expect((await call(server.url, 'GET', '/health')).body).toMatchObject({ status: 'healthy' });
  });

  test('leaves / to the web page for browsers', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(await response.text()).not.toContain('"status":"running"');
  });
});
