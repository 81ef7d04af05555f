import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Body, form, Line, Person, PNG } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;
let paris: Person;

beforeAll(async () => {
  server = await startTestServer();
  juliet = await Person.register(server.url, 'juliet');
  romeo = await Person.register(server.url, 'romeo');
  paris = await Person.register(server.url, 'paris');
});

afterAll(async () => {
  for (const person of [juliet, romeo, paris]) person.leaves();
  await server.stop();
});

const texts = (answer: { body: Body }): string[] => answer.body.messages.map((message: Body) => message.content);

test('a message sent on the socket is acknowledged, heard by the other, not echoed, and delivered', async () => {
  const [hers, his] = [await juliet.connects(), await romeo.connects()];
  const ack = await hers.says('send_message', { token: juliet.token, recipient: romeo.id, content: 'O Romeo, Romeo!' });
  expect(ack).toMatchObject({
    status: 'success',
    message_id: expect.any(String),
    timestamp: expect.stringMatching(/Z$/),
  });
  const heard = await his.hears('receive_message', (message) => message.id === ack.message_id);
  expect(heard).toMatchObject({
    sender: juliet.id,
    sender_name: 'juliet',
    sender_avatar: null,
    recipient: romeo.id,
    content: 'O Romeo, Romeo!',
    timestamp: ack.timestamp,
    status: 'sent',
    message_type: 'text',
    attachment: null,
  });
  await hers.hears('message_status', (one) => one.message_id === ack.message_id && one.status === 'delivered');
  expect(hers.count('receive_message')).toBe(0);
});

test('a second device of the sender hears what the first one sent', async () => {
  const [phone, laptop] = [await juliet.connects(), await juliet.connects()];
  const ack = await phone.says('send_message', { recipient: romeo.id, content: 'From my phone' });
  await laptop.hears('receive_message', (message) => message.id === ack.message_id);
});

test('what was sent by REST is heard live, listed with its status, and its reading is told', async () => {
  const [hers, his] = [await juliet.connects(), await romeo.connects()];
  const { status, body } = await juliet.calls('POST', '/api/messages', { recipient: romeo.id, content: 'By letter' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ success: true, data: { sender: juliet.id, recipient: romeo.id, status: 'sent' } });
  await his.hears('receive_message', (message) => message.id === body.data.id);
  const read = await romeo.calls('GET', `/api/messages?with=${juliet.id}`);
  expect(texts(read).at(-1)).toBe('By letter');
  await hers.hears('message_status', (one) => one.message_id === body.data.id && one.status === 'read');
  const own = await juliet.calls('GET', `/api/messages/${romeo.id}?limit=1`);
  expect(own.body.messages).toMatchObject([{ id: body.data.id, status: 'read' }]);
  expect(own.body.pagination).toMatchObject({ page: 1, limit: 1, has_more: true });
  const ack = await hers.says('send_message', { recipient: romeo.id, content: 'And this?' });
  await his.says('message_read', { message_id: ack.message_id });
  await hers.hears('message_status', (one) => one.message_id === ack.message_id && one.status === 'read');
});

test('without “with” the newest over all direct conversations, oldest first; pages go back', async () => {
  const mercutio = await Person.register(server.url, 'mercutio');
  for (const [to, content] of [
    [romeo, 'one'],
    [paris, 'two'],
    [romeo, 'three'],
  ] as const) {
    await mercutio.calls('POST', `/api/messages/${to.id}`, { content });
  }
  expect(texts(await mercutio.calls('GET', '/api/messages?limit=2'))).toEqual(['two', 'three']);
  const second = await mercutio.calls('GET', '/api/messages?limit=2&page=2');
  expect(texts(second)).toEqual(['one']);
  expect(second.body.pagination).toEqual({ page: 2, limit: 2, total: 3, has_more: false });
});

test('its author edits and deletes a message; another’s is forbidden, a stranger’s does not exist', async () => {
  const his = await romeo.connects();
  const { data } = (await juliet.calls('POST', '/api/messages', { recipient: romeo.id, content: 'Deny thy farther' }))
    .body;
  const path = `/api/messages/${data.id}`;
  const edited = await juliet.calls('PUT', path, { content: 'Deny thy father' });
  expect(edited.body).toMatchObject({ success: true, data: { id: data.id, content: 'Deny thy father', edited: true } });
  await his.hears('message_updated', (message) => message.id === data.id);
  expect((await romeo.calls('PUT', path, { content: 'No' })).status).toBe(403);
  expect((await romeo.calls('DELETE', path)).status).toBe(403);
  expect((await paris.calls('PUT', path, { content: 'No' })).status).toBe(404);
  expect((await paris.calls('DELETE', path)).status).toBe(404);
  expect((await juliet.calls('PUT', path, {})).status).toBe(400);
  expect((await juliet.calls('DELETE', path)).body.success).toBe(true);
  await his.hears('message_deleted', (message) => message.message_id === data.id);
  expect(texts(await romeo.calls('GET', `/api/messages?with=${juliet.id}`))).not.toContain('Deny thy father');
});

test('the same words within two seconds are one message; with client ids of their own they are two', async () => {
  const hers = await juliet.connects();
  const say = (extra: object = {}) =>
    hers.says('send_message', { recipient: paris.id, content: 'Good night', ...extra });
  const [first, again] = await Promise.all([say(), say()]);
  expect(again.message_id).toBe(first.message_id);
  const [one, two] = await Promise.all([say({ client_id: 'good-night-1' }), say({ client_id: 'good-night-2' })]);
  expect(new Set([first.message_id, one.message_id, two.message_id]).size).toBe(3);
});

test('an attachment reaches the other in the form it was sent, and only those two can open it', async () => {
  const his = await romeo.connects();
  const upload = await juliet.calls('POST', '/api/media/upload', form(PNG, 'rose.png', 'image/png'));
  expect(upload.status).toBe(201);
  expect(upload.body).toMatchObject({ success: true, file_id: expect.any(String), type: 'image' });
  const { file_id: fileId, urls } = upload.body;
  const hers = await juliet.connects();
  const ack = await hers.says('send_message', { recipient: romeo.id, messageType: 'image', attachment: fileId });
  const heard = await his.hears('receive_message', (message) => message.id === ack.message_id);
  expect(heard).toMatchObject({ message_type: 'image', attachment: fileId, content: '' });
  const got = await romeo.calls('GET', urls.direct);
  expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect((await paris.calls('GET', urls.direct)).status).toBe(404);
  expect((await fetch(server.url + urls.direct)).status).toBe(401);
  expect((await fetch(server.url + urls.signed)).status).toBe(200);
  expect((await fetch(`${server.url}${urls.direct}?token=${romeo.token}`)).status).toBe(200);
  const stolen = await paris.calls('POST', '/api/messages', {
    recipient: romeo.id,
    content: '',
    attachment: { file_id: fileId },
  });
  expect(stolen.status).toBe(404);
  expect((await romeo.calls('DELETE', urls.direct)).status).toBe(403);
  expect((await juliet.calls('DELETE', urls.direct)).body.success).toBe(true);
  expect((await romeo.calls('GET', urls.direct)).status).toBe(404);
  expect((await juliet.calls('POST', '/api/media/upload', { file: 'x' })).status).toBe(415);
});

test('strangers read nothing, and a socket speaks for nobody else', async () => {
  const stranger = await paris.connects();
  const ack = await stranger.says('send_message', { token: juliet.token, recipient: romeo.id, content: 'I am Juliet' });
  expect(ack.status).toBe('error');
  await stranger.hears('error', (fault) => fault.message === ack.message);
  expect(texts(await paris.calls('GET', `/api/messages?with=${romeo.id}`))).toEqual([]);
  const hers = await juliet.connects();
  const { message_id: id } = await hers.says('send_message', { recipient: romeo.id, content: 'A secret' });
  expect((await stranger.says('message_read', { message_id: id })).status).toBe('error');
  const nobody = await Line.open(server.url);
  expect((await nobody.says('send_message', { recipient: romeo.id, content: 'Boo' })).status).toBe('error');
  const later = await nobody.says('send_message', {
    token: paris.token,
    recipient: romeo.id,
    content: 'It is I, Paris',
  });
  expect(later.status).toBe('success');
  nobody.close();
  await expect(Line.open(server.url, { query: { token: 'nonsense' } })).rejects.toThrow();
});

test('join and leave say how it went; typing is told to the other alone', async () => {
  const [hers, his, stranger] = [await juliet.connects(), await romeo.connects(), await paris.connects()];
  await hers.says('join', { token: juliet.token, recipient: romeo.id });
  expect(await hers.hears('status')).toMatchObject({ message: expect.stringContaining('romeo') });
  await hers.says('leave', { recipient: romeo.id });
  await hers.says('typing_start', { recipient_id: romeo.id });
  expect(await his.hears('typing_indicator')).toEqual({ user_id: juliet.id, status: 'typing' });
  await hers.says('typing_stop', { recipientId: romeo.id });
  await his.hears('typing_indicator', (one) => one.status === 'stopped');
  expect((await hers.says('join', { recipient: 'nobody-at-all' })).status).toBe('error');
  expect((await stranger.says('typing_start', { recipient_id: 'nobody-at-all' })).status).toBe('error');
  await juliet.calls('POST', '/api/messages', { recipient: paris.id, content: 'You must hear this' });
  await stranger.hears('receive_message', (message) => message.content === 'You must hear this');
  expect([stranger.count('typing_indicator'), hers.count('typing_indicator')]).toEqual([0, 0]);
});

test('contacts hear of coming, going and mood; lists say how they are', async () => {
  const [benvolio, tybalt] = [
    await Person.register(server.url, 'benvolio'),
    await Person.register(server.url, 'tybalt'),
  ];
  await benvolio.calls('POST', '/api/messages', { recipient: tybalt.id, content: 'Peace?' });
  const line = await benvolio.connects();
  const his = await tybalt.connects();
  expect(await line.hears('presence_update', (one) => one.status === 'online')).toMatchObject({
    user_id: tybalt.id,
    username: 'tybalt',
  });
  expect(await his.says('heartbeat')).toEqual({ success: true });
  expect(await his.says('set_status', { status: 'busy' })).toMatchObject({ success: true });
  await line.hears('presence_update', (one) => one.user_id === tybalt.id && one.status === 'busy');
  expect(await line.says('get_contacts_status')).toMatchObject([
    { user_id: tybalt.id, username: 'tybalt', profile_picture: null, status: 'busy' },
  ]);
  const some = await line.says('get_users_status', { user_ids: [tybalt.id, 'nobody-at-all'] });
  expect(some.map((one: Body) => one.user_id)).toEqual([tybalt.id]);
  expect((await his.says('set_status', { status: 7 })).status).toBe('error');
  tybalt.leaves();
  await line.hears('presence_update', (one) => one.user_id === tybalt.id && one.status === 'offline');
  benvolio.leaves();
});

test('who is blocked sees the other as away from then on, and as they are when the block is lifted', async () => {
  const [sampson, abram] = [await Person.register(server.url, 'sampson'), await Person.register(server.url, 'abram')];
  await sampson.calls('POST', '/api/messages', { recipient: abram.id, content: 'A plague' });
  const his = await abram.connects();
  const line = await sampson.connects();
  await his.hears('presence_update', (one) => one.user_id === sampson.id && one.status === 'online');
  await sampson.calls('PUT', `/v1/me/blocks/${abram.id}`);
  await his.hears('presence_update', (one) => one.user_id === sampson.id && one.status === 'offline');
  await line.hears('presence_update', (one) => one.user_id === abram.id && one.status === 'offline');
  await line.says('set_status', { status: 'on both your houses' });
  await sampson.calls('DELETE', `/v1/me/blocks/${abram.id}`);
  await his.hears('presence_update', (one) => one.user_id === sampson.id && one.status === 'on both your houses');
  await line.hears('presence_update', (one) => one.user_id === abram.id && one.status === 'online');
  // Online, offline, and once how he is since: nothing was told in between.
  expect(his.count('presence_update')).toBe(3);
  for (const person of [sampson, abram]) person.leaves();
});
