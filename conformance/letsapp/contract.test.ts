import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { form, Person, PNG, request } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;

beforeAll(async () => {
  server = await startTestServer({
    // The environment of the contract’s own example, as far as it applies here.
    JWT_ACCESS_TOKEN_EXPIRES: '7200',
    MAX_CONTENT_LENGTH: '16777216',
    UPLOAD_FOLDER: 'instance/uploads',
    DIALECTS: 'letsapp',
  });
  [juliet, romeo] = [await Person.register(server.url, 'juliet'), await Person.register(server.url, 'romeo')];
});

afterAll(() => server.stop());

/** Every documented endpoint. */
const endpoints = [
  ['POST', '/auth/register'],
  ['POST', '/auth/login'],
  ['POST', '/auth/logout'],
  ['GET', '/auth/verify'],
  ['GET', '/api/users/profile'],
  ['PUT', '/api/users/profile'],
  ['POST', '/api/users/profile-picture'],
  ['PUT', '/api/users/x/api-key'],
  ['GET', '/api/messages'],
  ['POST', '/api/messages'],
  ['PUT', '/api/messages/x'],
  ['DELETE', '/api/messages/x'],
  ['POST', '/api/groups'],
  ['GET', '/api/groups'],
  ['PUT', '/api/groups/x'],
  ['POST', '/api/groups/x/members'],
  ['DELETE', '/api/groups/x/members/y'],
  ['POST', '/api/chat/ai/send'],
  ['GET', '/api/chat/ai/history/x'],
  ['DELETE', '/api/chat/ai/history/x'],
  ['POST', '/api/calls/initiate'],
  ['POST', '/api/calls/x/answer'],
  ['POST', '/api/calls/x/end'],
  ['POST', '/api/media/upload'],
  ['GET', '/api/media/x'],
  ['DELETE', '/api/media/x'],
] as const;

test.each(endpoints)('%s %s is there, and refuses whoever has no token', async (method, path) => {
  const { status, body } = await request(server.url, method, path);
  expect(status).toBe(path.startsWith('/auth/') && ['/auth/register', '/auth/login'].includes(path) ? 400 : 401);
  expect(body).toMatchObject({ success: false, error: body.message, detail: body.message });
});

test('the flow of the document: register, log in, write, upload, ask', async () => {
  const login = await request(server.url, 'POST', '/auth/login', undefined, {
    email: 'juliet@verona.example',
    password: 'wherefore art thou',
  });
  const { exp, iat } = JSON.parse(Buffer.from(login.body.token.split('.')[1], 'base64url').toString());
  expect(exp - iat).toBe(7200);
  expect((await juliet.calls('POST', '/api/messages', { recipient: romeo.id, content: 'Hello' })).status).toBe(201);
  const upload = await juliet.calls('POST', '/api/media/upload', form(PNG, 'a.png', 'image/png'));
  expect((await juliet.calls('GET', upload.body.urls.direct)).status).toBe(200);
});

const HUGE = 'x'.repeat(150_000);
let nested: unknown = 1;
for (let level = 0; level < 60; level += 1) nested = { a: nested };

/** Thirty bodies that no documented call takes. */
const malformed: readonly unknown[] = [
  '',
  '{',
  'nul',
  '[]',
  '[{}]',
  '"text"',
  '12',
  'null',
  'true',
  '{"a":1,}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"recipient":null}',
  { recipient: 7, content: 'x' },
  { recipient: ['a'], content: 'x' },
  { recipient: { $gt: '' }, content: 'x' },
  { recipient: '../../etc/passwd', content: 'x' },
  { recipient: HUGE, content: 'x' },
  { recipient: 'x', content: HUGE },
  { recipient: 'x', content: { $ne: null } },
  { recipient: 'x', content: '\u0000' },
  { recipient: 'x', content: '\ud800' },
  { recipient: 'x', content: 'x', attachment: nested },
  { recipient: 'x', content: 'x', message_type: 9 },
  { group_id: true, content: false, callee_id: 0, call_type: {}, call_id: [], user_id: 1.5, message: [] },
  { email: { $gt: '' }, username: { $gt: '' }, password: { $gt: '' }, name: 1, members: [1], api_key: 1 },
  { email: 'a@b', password: HUGE, username: HUGE, name: HUGE, api_key: HUGE, message: HUGE },
  { full_name: [], bio: {}, settings: [], preferred_language: 1, username: '' },
  nested,
  { status: HUGE, user_ids: [nested], message_id: nested, offer: 1, answer: 1, candidate: 1 },
];

test('thirty malformed bodies to every route are refused plainly, and none is a server’s fault', async () => {
  expect(malformed).toHaveLength(30);
  const login = await request(server.url, 'POST', '/auth/login', undefined, {
    email: 'romeo@verona.example',
    password: 'wherefore art thou',
  });
  for (const [method, path] of endpoints) {
    // Logging out would succeed whatever the body says.
    if (path === '/auth/logout' || method === 'GET') continue;
    const answers = await Promise.all(
      malformed.map((body) => request(server.url, method, path, login.body.token, body)),
    );
    for (const [index, { status, body }] of answers.entries()) {
      const what = `${method} ${path} with ${JSON.stringify(malformed[index]).slice(0, 60)}: ${status}`;
      expect(status, what).toBeLessThan(500);
      // A body that a call has no use for is left alone, and Leta is also asked by “content”.
      if (status >= 400) expect(body.error ?? body.detail, what).toMatch(/\S/);
      else
        expect(`${method} ${path}`, what).toMatch(/^(DELETE|PUT \/api\/users\/profile$|POST \/api\/chat\/ai\/send$)/);
    }
  }
});

const events = [
  ...['send_message', 'send_group_message', 'join', 'leave', 'join_group', 'leave_group'],
  ...['typing_start', 'typing_stop', 'group_typing_start', 'group_typing_stop', 'message_read', 'set_status'],
  ...['call_initiate', 'call_answer', 'call_decline', 'call_end'],
  ...['webrtc_offer', 'webrtc_answer', 'webrtc_ice_candidate'],
];

test.each(events)('thirty malformed payloads of %s are answered with an error', async (event) => {
  const line = await juliet.connects();
  const parsed = malformed.map((one) => {
    try {
      return typeof one === 'string' ? JSON.parse(one) : one;
    } catch {
      return one;
    }
  });
  const answers = await Promise.all([...parsed, Buffer.from('bytes')].map((payload) => line.says(event, payload)));
  for (const [index, answer] of answers.entries()) {
    expect(answer.status, `${event} with ${JSON.stringify(parsed[index])?.slice(0, 60)}`).toBe('error');
    expect(answer.message).toMatch(/\S/);
    expect(answer.message).not.toMatch(/inside the server/);
  }
  expect(await line.says('heartbeat')).toEqual({ success: true });
  line.close();
});
