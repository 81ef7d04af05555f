import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { call } from '../support/http.ts';
import { AssistantPerson } from './person.ts';

/** One transparent pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('accounts', () => {
  test('are registered, entered, read and left as the document shows', async () => {
    const registered = await call(server.url, 'POST', '/api/auth/register', {
      body: { username: 'testuser', email: 'test@example.com', password: 'testpass123' },
    });
    expect(registered.status).toBe(201);
    expect(registered.body).toEqual({ id: expect.any(String), username: 'testuser', email: 'test@example.com' });
    const login = await call(server.url, 'POST', '/api/auth/login', {
      body: { username: 'testuser', password: 'testpass123' },
    });
    expect(login.status).toBe(200);
    expect(login.body.user).toEqual(registered.body);
    expect(login.body.token).toBe(login.body.access_token);
    const token = login.body.access_token as string;
    expect((await call(server.url, 'GET', '/api/auth/me', { token })).body).toEqual(registered.body);
    const logout = await call(server.url, 'POST', '/api/auth/logout', { token });
    expect(logout).toEqual({ status: 200, body: { message: 'Successfully logged out' } });
    expect((await call(server.url, 'GET', '/api/auth/me', { token })).status).toBe(401);
  });

  test('are refused with the reason', async () => {
    const account = { username: 'taken', email: 'taken@example.com', password: 'secure_password' };
    await call(server.url, 'POST', '/api/auth/register', { body: account });
    const again = await call(server.url, 'POST', '/api/auth/register', { body: account });
    expect(again.status).toBe(409);
    expect(again.body.error).toContain('taken');
    const short = await call(server.url, 'POST', '/api/auth/register', {
      body: { ...account, username: 'other', email: 'other@example.com', password: 'short' },
    });
    expect(short.status).toBe(400);
    const wrong = await call(server.url, 'POST', '/api/auth/login', {
      body: { username: 'taken', password: 'wrong one' },
    });
    const nobody = await call(server.url, 'POST', '/api/auth/login', {
      body: { username: 'nobody', password: 'wrong one' },
    });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(nobody.body);
  });

  test('cannot be that of the assistant', async () => {
    const body = { username: 'leta', email: 'leta@example.com', password: 'secure_password' };
    expect((await call(server.url, 'POST', '/api/auth/register', { body })).status).toBe(409);
  });
});

describe('chats', () => {
  test('are created, listed, read, cleared and deleted', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const created = await anna.calls('POST', '/api/chat/create', { title: 'New Chat' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ title: 'New Chat', messages: [] });
    const id = created.body.id as string;
    await anna.asks(id, 'Hello');
    const [listed] = (await anna.calls('GET', '/api/chat/histories')).body;
    expect(listed).toMatchObject({ id, title: 'New Chat', message_count: 2 });
    const read = await anna.calls('GET', `/api/chat/${id}`);
    expect(read.body.messages.map((one: { sender: string }) => one.sender)).toEqual(['user', 'bot']);
    const cleared = await anna.calls('POST', `/api/chat/${id}/clear`);
    expect(cleared).toEqual({ status: 200, body: { message: 'Chat cleared successfully' } });
    expect((await anna.calls('GET', `/api/messages/${id}/messages`)).body).toEqual([]);
    expect((await anna.calls('GET', '/api/chat/histories')).body[0].message_count).toBe(0);
    const deleted = await anna.calls('DELETE', `/api/chat/${id}/delete`);
    expect(deleted).toEqual({ status: 200, body: { message: 'Chat deleted successfully' } });
    expect((await anna.calls('GET', `/api/chat/${id}`)).status).toBe(404);
    expect((await anna.calls('GET', '/api/chat/histories')).body).toEqual([]);
  });

  test('have a title without one, and many of them stand side by side', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const untitled = await anna.calls('POST', '/api/chat/create');
    expect(untitled).toMatchObject({ status: 201, body: { title: 'New Chat' } });
    const second = await anna.creates('Second');
    await anna.asks(second, 'My name is Ada.');
    expect(await anna.asks(untitled.body.id as string, 'What is my name?')).toContain('not told me');
    expect(await anna.asks(second, 'What is my name?')).toContain('Ada');
    expect((await anna.calls('GET', '/api/chat/histories')).body.map((one: { title: string }) => one.title)).toEqual([
      'Second',
      'New Chat',
    ]);
  });

  test('belong to one person: nobody else reads, writes, clears or deletes them', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const eve = await AssistantPerson.register(server.url, 'eve');
    const id = await anna.creates();
    await anna.asks(id, 'Remember that the treasure is under the oak.');
    const [message] = (await anna.calls('GET', `/api/messages/${id}/messages`)).body;
    const answers = [
      await eve.calls('GET', `/api/chat/${id}`),
      await eve.calls('GET', `/api/messages/${id}/messages`),
      await eve.calls('POST', `/api/messages/${id}/send`, { text: 'Where is the treasure?' }),
      await eve.calls('POST', `/api/chat/${id}/clear`),
      await eve.calls('DELETE', `/api/chat/${id}/delete`),
      await eve.calls('DELETE', `/api/messages/${message.id}`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(JSON.stringify([answers, (await eve.calls('GET', '/api/chat/histories')).body])).not.toContain('oak');
    expect((await anna.calls('GET', `/api/messages/${id}/messages`)).body).toHaveLength(2);
  });

  test.each([
    ['GET', '/api/auth/me'],
    ['POST', '/api/auth/logout'],
    ['GET', '/api/chat/histories'],
    ['POST', '/api/chat/create'],
    ['GET', '/api/chat/x'],
    ['DELETE', '/api/chat/x/delete'],
    ['POST', '/api/chat/x/clear'],
    ['POST', '/api/messages/x/send'],
    ['GET', '/api/messages/x/messages'],
    ['DELETE', '/api/messages/x'],
  ])('need a token for %s %s', async (method, path) => {
    expect((await call(server.url, method, path)).status).toBe(401);
  });
});

describe('messages', () => {
  test('are answered as the document shows', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const id = await anna.creates('General Q&A');
    const { status, body } = await anna.calls('POST', `/api/messages/${id}/send`, {
      text: 'What is Python?',
      image_url: null,
    });
    expect(status).toBe(200);
    expect(body.user_message).toMatchObject({ text: 'What is Python?', sender: 'user', who: 'user', image_url: null });
    expect(body.ai_response).toMatchObject({
      text: expect.stringMatching(/^Python is a high-level programming language/),
      sender: 'bot',
      created_at: body.ai_response.time,
    });
    expect(body.ai_message).toEqual(body.ai_response);
    expect(new Date(body.user_message.created_at).toISOString()).toBe(body.user_message.created_at);
    const stored = (await anna.calls('GET', `/api/messages/${id}/messages`)).body;
    expect(stored).toEqual([body.user_message, body.ai_response]);
  });

  test('are deleted one by one, the assistant’s too', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const id = await anna.creates();
    const { body } = await anna.calls('POST', `/api/messages/${id}/send`, { text: 'Hello' });
    const deleted = await anna.calls('DELETE', `/api/messages/${body.ai_response.id}`);
    expect(deleted).toMatchObject({ status: 200, body: { message: 'Message deleted successfully' } });
    const left = (await anna.calls('GET', `/api/messages/${id}/messages`)).body;
    expect(left.map((one: { id: string }) => one.id)).toEqual([body.user_message.id]);
    expect((await anna.calls('DELETE', `/api/messages/${body.ai_response.id}`)).status).toBe(404);
    expect((await anna.calls('DELETE', '/api/messages/no-such-message')).status).toBe(404);
  });

  test('without a text, or to a chat that is not there, are refused', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const id = await anna.creates();
    expect((await anna.calls('POST', `/api/messages/${id}/send`, { text: '' })).status).toBe(400);
    expect(
      (await anna.calls('POST', '/api/messages/00000000-0000-7000-8000-000000000000/send', { text: 'x' })).status,
    ).toBe(404);
    expect((await anna.calls('GET', `/api/messages/${id}/messages`)).body).toEqual([]);
  });

  test('carry pictures: an address as it is, bytes as a file that the page can load', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const id = await anna.creates();
    const address = 'https://example.com/cat.png';
    const elsewhere = await anna.calls('POST', `/api/messages/${id}/send`, { text: 'A cat', image_url: address });
    expect(elsewhere.body.user_message).toMatchObject({ image_url: address, image: address });
    const own = await anna.calls('POST', `/api/messages/${id}/send`, {
      text: 'A dot',
      image_url: `data:image/png;base64,${PNG}`,
    });
    expect(own.status).toBe(200);
    const picture = await fetch(server.url + own.body.user_message.image_url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer()).toString('base64')).toBe(PNG);
    const script = Buffer.from('<svg onload="alert(1)"/>').toString('base64');
    expect((await anna.calls('POST', `/api/messages/${id}/send`, { text: 'x', image_url: script })).status).toBe(415);
  });
});

describe('single questions', () => {
  test('are answered without a chat, under both names', async () => {
    const { status, body } = await call(server.url, 'POST', '/api/chat', { body: { message: 'What is 6 * 7?' } });
    expect(status).toBe(200);
    expect(body.reply).toContain('42');
    expect(body.response).toBe(body.reply);
    expect((await call(server.url, 'POST', '/api/chat', { body: {} })).status).toBe(400);
  });

  test('about a picture take it as base64 and as an upload', async () => {
    const json = await call(server.url, 'POST', '/api/chat/image', { body: { image: PNG, message: 'What is this?' } });
    expect(json.status).toBe(200);
    expect(json.body.reply).toBeTruthy();
    const form = new FormData();
    form.append('message', 'What is Rust?');
    form.append('image', new Blob([Buffer.from(PNG, 'base64')], { type: 'image/png' }), 'dot.png');
    const upload = await fetch(`${server.url}/api/chat/image`, { method: 'POST', body: form });
    expect(((await upload.json()) as { response: string }).response).toContain('Rust is');
    expect((await call(server.url, 'POST', '/api/chat/image', { body: { message: 'no picture' } })).status).toBe(400);
  });

  test('need a token where the passwordless doors are closed', async () => {
    const closed = await startTestServer({ PASSWORDLESS: 'off' });
    expect((await call(closed.url, 'POST', '/api/chat', { body: { message: 'Hello' } })).status).toBe(401);
    await closed.stop();
  });
});
