import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Body, Person } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;

beforeAll(async () => {
  server = await startTestServer();
  [juliet, romeo] = [await Person.register(server.url, 'juliet'), await Person.register(server.url, 'romeo')];
});

afterAll(() => server.stop());

const ask = (person: Person, body: object) => person.calls('POST', '/api/chat/ai/send', body);

test('Leta answers, both sides are kept, and the history is paged and cleared', async () => {
  const { status, body } = await ask(juliet, { message: 'My name is Juliet.', user_id: juliet.id });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    success: true,
    user_message: { content: 'My name is Juliet.', sender_id: juliet.id, timestamp: expect.any(String) },
    ai_message: { id: expect.any(String), content: expect.any(String) },
  });
  expect(body.ai_message.sender_id).not.toBe(juliet.id);
  await ask(juliet, { message: 'What is my name?', room_id: 'a-room-of-my-own' });
  const path = `/api/chat/ai/history/${juliet.id}`;
  const all = await juliet.calls('GET', path);
  expect(all.body).toMatchObject({ success: true, pagination: { page: 1, total: 4, has_more: false } });
  expect(all.body.messages.map((message: Body) => message.is_ai)).toEqual([false, true, false, true]);
  const newest = await juliet.calls('GET', `${path}?limit=2`);
  expect(newest.body.messages[0].content).toBe('What is my name?');
  expect(newest.body.pagination.has_more).toBe(true);
  expect((await juliet.calls('DELETE', path)).body.success).toBe(true);
  expect((await juliet.calls('GET', path)).body.messages).toEqual([]);
});

test('nobody asks, reads or clears for another', async () => {
  const { body } = await ask(juliet, { message: 'A secret for Leta' });
  const path = `/api/chat/ai/history/${juliet.id}`;
  expect((await romeo.calls('GET', path)).status).toBe(403);
  expect((await romeo.calls('DELETE', path)).status).toBe(403);
  expect((await ask(romeo, { message: 'Hello', user_id: juliet.id })).status).toBe(403);
  expect((await ask(romeo, { message: 'Hello', room_id: body.room_id })).status).toBe(404);
  expect((await romeo.calls('GET', `/api/chat/ai/history/${romeo.id}?room_id=${body.room_id}`)).status).toBe(404);
  expect((await ask(romeo, {})).status).toBe(400);
  expect((await ask(romeo, { message: '   ' })).status).toBe(400);
  expect((await romeo.calls('GET', `/api/chat/ai/history/${romeo.id}`)).body.messages).toEqual([]);
});
