import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

/** The smallest whole PNG: one transparent pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const LIMIT = 200_000;

let server: TestServer;
let juliet: Person;
let romeo: Person;
let paris: Person;

interface Person {
  id: string;
  token: string;
}

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at, not trusted.
  body: any;
}

beforeAll(async () => {
  server = await startTestServer({ MAX_CONTENT_LENGTH: String(LIMIT) });
  [juliet, romeo, paris] = [await register('juliet'), await register('romeo'), await register('paris')];
});

afterAll(() => server.stop());

async function call(method: string, path: string, person: Person | null, body?: object): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(person === null ? {} : { authorization: `Bearer ${person.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

async function register(name: string): Promise<Person> {
  const { body } = await call('POST', '/v1/auth/register', null, { user_name: name, password: 'a long enough one' });
  return { id: body.user.id, token: body.access_token };
}

async function upload(person: Person | null, bytes: Buffer, type: string, name: string, query = ''): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  const headers: Record<string, string> = person === null ? {} : { authorization: `Bearer ${person.token}` };
  const response = await fetch(`${server.url}/v1/media${query}`, { method: 'POST', headers, body: form });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function direct(one: Person, other: Person): Promise<string> {
  const { body } = await call('POST', '/v1/conversations', one, { kind: 'direct', user_ids: [other.id] });
  return body.conversation.id;
}

const send = (person: Person, conversation: string, content: object) =>
  call('PUT', `/v1/conversations/${conversation}/messages/${crypto.randomUUID()}`, person, { content });

const files = async () =>
  (await readdir(join(server.dataFolder, 'media'), { recursive: true })).filter((one) => /[^/]{8,}$/.test(one));

test('a picture is what its content says, is shown in a sandbox, and belongs to its owner alone', async () => {
  const { status, body } = await upload(juliet, PNG, 'text/html', '../../<b>bal\u202Econy.png');
  expect(status).toBe(201);
  expect(body).toMatchObject({ kind: 'image', media_type: 'image/png', bytes: PNG.length, file_name: 'bbalcony.png' });
  const own = await call('GET', body.url, juliet);
  expect(own.status).toBe(200);
  expect(own.headers.get('content-type')).toBe('image/png');
  expect(own.headers.get('content-disposition')).toMatch(/^inline; filename="bbalcony.png"/);
  expect(own.headers.get('x-content-type-options')).toBe('nosniff');
  expect(own.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect((await call('GET', body.url, romeo)).status).toBe(404);
  expect((await call('GET', body.url, null)).status).toBe(401);
  expect((await upload(null, PNG, 'image/png', 'a.png')).status).toBe(401);
});

test('a message opens its file to the members of its conversation, and to nobody else', async () => {
  const { body: media } = await upload(juliet, PNG, 'image/png', 'balcony.png');
  const conversation = await direct(juliet, romeo);
  const sent = await send(juliet, conversation, { type: 'image', media_id: media.id, text: 'Look!' });
  expect(sent.body.message.content).toEqual({
    type: 'image',
    text: 'Look!',
    media_id: media.id,
    file_name: 'balcony.png',
    media_type: 'image/png',
    bytes: PNG.length,
  });
  expect((await call('GET', media.url, romeo)).status).toBe(200);
  expect((await call('GET', media.url, paris)).status).toBe(404);
  // Who may read a file may not pass it off in another conversation by its id alone …
  const other = await direct(romeo, paris);
  expect((await send(romeo, other, { type: 'image', media_id: media.id })).status).toBe(404);
  expect((await call('GET', media.url, paris)).status).toBe(404);
  // … but may forward the message that carries it.
  const forwarded = await call('POST', `/v1/messages/${sent.body.message.id}/forward`, romeo, {
    to_conversation_id: other,
    client_id: crypto.randomUUID(),
  });
  expect(forwarded.status).toBeLessThan(300);
  expect((await call('GET', media.url, paris)).status).toBe(200);
});

test('a message cannot call a file what it is not, and an edit cannot smuggle in another’s', async () => {
  const conversation = await direct(juliet, romeo);
  const { body: media } = await upload(juliet, Buffer.from('just words'), 'image/png', 'a.png');
  expect(media).toMatchObject({ kind: 'file', media_type: 'text/plain' });
  expect((await send(juliet, conversation, { type: 'image', media_id: media.id })).status).toBe(400);
  const sent = await send(juliet, conversation, { type: 'file', media_id: media.id });
  expect(sent.status).toBe(200);
  const { body: foreign } = await upload(paris, PNG, 'image/png', 'secret.png');
  const edit = await call('PATCH', `/v1/messages/${sent.body.message.id}`, juliet, {
    content: { type: 'file', media_id: foreign.id },
    base_rev: 0,
  });
  expect(edit.status).toBe(404);
  expect((await call('GET', foreign.url, romeo)).status).toBe(404);
});

test('SVG, HTML and whatever is unknown are only ever downloaded', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  for (const [bytes, type] of [
    [svg, 'image/svg+xml'],
    [html, 'text/html'],
    [Buffer.from([0, 1, 2, 3]), 'image/png'],
  ] as const) {
    const { body } = await upload(juliet, bytes, type, 'a.svg');
    const got = await call('GET', body.url, juliet);
    expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(got.headers.get('content-type')).not.toMatch(/svg|html/);
  }
  expect((await upload(juliet, svg, 'image/svg+xml', 'a.svg', '?purpose=profile')).status).toBe(415);
});

test('ranges, and copies that are still good', async () => {
  const { body } = await upload(juliet, Buffer.from('0123456789'), 'text/plain', 'digits.txt');
  const get = (headers: Record<string, string>) =>
    fetch(server.url + body.url, { headers: { authorization: `Bearer ${juliet.token}`, ...headers } });
  const part = await get({ range: 'bytes=2-4' });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
  const tail = await get({ range: 'bytes=-3' });
  expect([tail.status, await tail.text()]).toEqual([206, '789']);
  const beyond = await get({ range: 'bytes=10-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  const odd = await get({ range: 'bytes=5-2, 9-' });
  expect([odd.status, await odd.text()]).toEqual([200, '0123456789']);
  const same = await get({ 'if-none-match': part.headers.get('etag') ?? '' });
  expect(same.status).toBe(304);
});

test('what is too large or empty is refused with a sentence, and leaves nothing behind', async () => {
  const before = await files();
  const large = await upload(juliet, Buffer.alloc(LIMIT + 1, 'x'), 'text/plain', 'large.txt');
  expect([large.status, large.body.code]).toEqual([413, 'payload_too_large']);
  expect((await upload(juliet, Buffer.alloc(0), 'text/plain', 'empty.txt')).status).toBe(400);
  const raw = (bytes: Buffer, type: string) =>
    fetch(`${server.url}/v1/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${juliet.token}`, 'content-type': type },
      body: new Uint8Array(bytes),
    });
  expect((await raw(Buffer.alloc(LIMIT + 1), 'image/png')).status).toBe(413);
  expect((await raw(Buffer.from('--x'), 'multipart/form-data; boundary=x')).status).toBe(400);
  expect((await raw(Buffer.from('--x'), 'multipart/form-data')).status).toBeGreaterThanOrEqual(400);
  expect(await files()).toEqual(before);
  const whole = await raw(PNG, 'image/png');
  expect([whole.status, ((await whole.json()) as { media_type: string }).media_type]).toEqual([201, 'image/png']);
});

test('a ticket opens one file without a header, until its session ends', async () => {
  const { body: media } = await upload(juliet, PNG, 'image/png', 'a.png');
  const { body: other } = await upload(juliet, PNG, 'image/png', 'b.png');
  const login = await call('POST', '/v1/auth/login', null, { login: 'juliet', password: 'a long enough one' });
  const device = { id: juliet.id, token: login.body.access_token };
  const { status, body } = await call('POST', `/v1/media/${media.id}/ticket`, device);
  expect(status).toBe(201);
  expect((await call('GET', body.url, null)).status).toBe(200);
  expect((await call('GET', `/v1/media/${other.id}?ticket=${body.ticket}`, null)).status).toBe(401);
  expect((await call('GET', `/v1/media/${media.id}?ticket=${device.token}`, null)).status).toBe(401);
  expect((await call('GET', '/v1/users/me', { id: '', token: body.ticket })).status).toBe(401);
  await call('POST', '/v1/auth/logout', device);
  expect((await call('GET', body.url, null)).status).toBe(401);
  expect((await call('POST', `/v1/media/${media.id}/ticket`, romeo)).status).toBe(404);
});

test('with the last message that carried it a file is closed to the others again', async () => {
  const { body: media } = await upload(juliet, PNG, 'image/png', 'a.png');
  const conversation = await direct(juliet, romeo);
  const [first, second] = [
    await send(juliet, conversation, { type: 'image', media_id: media.id }),
    await send(juliet, conversation, { type: 'image', media_id: media.id }),
  ];
  const { id } = first.body.message;
  const content = { type: 'image', media_id: media.id, text: 'a caption' };
  expect((await call('PATCH', `/v1/messages/${id}`, juliet, { content, base_rev: 0 })).status).toBe(200);
  await call('DELETE', `/v1/messages/${id}`, juliet);
  expect((await call('GET', media.url, romeo)).status).toBe(200);
  await call('DELETE', `/v1/messages/${second.body.message.id}`, juliet);
  expect((await call('GET', media.url, romeo)).status).toBe(404);
  expect((await call('GET', media.url, juliet)).status).toBe(200);
});

test('only who gave a file may delete it, and then it is gone for all', async () => {
  const { body: media } = await upload(juliet, PNG, 'image/png', 'a.png');
  await send(juliet, await direct(juliet, romeo), { type: 'image', media_id: media.id });
  expect((await call('DELETE', `/v1/media/${media.id}`, romeo)).status).toBe(403);
  expect((await call('DELETE', `/v1/media/${media.id}`, paris)).status).toBe(404);
  expect((await call('DELETE', `/v1/media/${media.id}`, juliet)).status).toBe(200);
  expect((await call('GET', media.url, romeo)).status).toBe(404);
  expect((await files()).some((one) => one.endsWith(media.id))).toBe(false);
});
