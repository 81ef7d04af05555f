import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { get, post, RoomsClient } from './client.ts';

let server: TestServer;
const clients: RoomsClient[] = [];

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT_MESSAGES: '1000' });
});
afterAll(() => server.stop());
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function joins(name: string, room?: string, language?: string): Promise<RoomsClient> {
  const client = await RoomsClient.joins(server.url, name, room, language);
  clients.push(client);
  return client;
}

async function connects(auth?: Record<string, unknown>): Promise<RoomsClient> {
  const client = await RoomsClient.connect(server.url, auth);
  clients.push(client);
  return client;
}

/** A room of a test’s own. */
async function makeRoom(name: string): Promise<string> {
  const { body } = await post(server.url, '/api/rooms', { room_name: name });
  return body.room.room_id as string;
}

async function registerWithPassword(name: string): Promise<{ id: string; token: string }> {
  const input = { user_name: name, password: 'correct horse battery', display_name: name };
  const { body } = await post(server.url, '/v1/auth/register', input);
  return { id: body.user.id, token: body.access_token };
}

describe('REST', () => {
  test('health says healthy', async () => {
    const { status, body } = await get(server.url, '/health');
    expect(status).toBe(200);
    expect(body.status).toBe('healthy');
  });

  test('a bare user name logs in, and again as the same user', async () => {
    const first = await post(server.url, '/api/auth/login', { username: 'ann' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ username: 'ann', preferred_language: 'en' });
    expect(first.body.userId).toBe(first.body.user_id);
    expect(first.body.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const second = await post(server.url, '/api/auth/login', { username: 'Ann', preferredLanguage: 'es' });
    expect(second.body).toMatchObject({ user_id: first.body.user_id, preferred_language: 'es' });
  });

  test('an account with a password is not entered by its name', async () => {
    await registerWithPassword('guarded');
    const { status, body } = await post(server.url, '/api/auth/login', { username: 'guarded' });
    expect(status).toBe(403);
    expect(body.error).toContain('has a password');
    expect(body).toMatchObject({ message: body.error, detail: body.error });
    expect(JSON.stringify(body)).not.toContain('token"');
  });

  test.each([{}, { username: '' }, { username: 7 }, { username: null }, { username: ['a'] }, 'ann', 3, null])(
    'a login of %j is a 400 in words',
    async (input) => {
      const { status, body } = await post(server.url, '/api/auth/login', input);
      expect(status).toBe(400);
      expect(body.error).toMatch(/\S/);
    },
  );

  test('general, tech and random are there from the start', async () => {
    const { body } = await get(server.url, '/api/rooms');
    const rooms = body.rooms as { room_id: string; room_name: string; created_at: string }[];
    expect(rooms.map((room) => room.room_id)).toEqual(expect.arrayContaining(['general', 'tech', 'random']));
    for (const room of rooms) expect(room.created_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('a room is made by anybody while the door is open, and the same name is the same room', async () => {
    const made = await post(server.url, '/api/rooms', { room_name: 'Book Club' });
    expect(made.status).toBe(201);
    expect(made.body.room).toMatchObject({ room_id: 'book-club', room_name: 'Book Club' });
    const again = await post(server.url, '/api/rooms', { room_name: 'book club' });
    expect(again.status).toBe(200);
    expect(again.body.room.room_id).toBe('book-club');
    const other = await post(server.url, '/api/rooms', { roomName: '讨论' });
    expect(other.status).toBe(201);
    const found = await get(server.url, `/api/messages/${encodeURIComponent('讨论')}`);
    expect(found.body).toEqual({ messages: [], count: 0 });
  });

  test('who is logged in owns the room they make', async () => {
    const { body } = await post(server.url, '/api/auth/login', { username: 'owner' });
    const made = await post(server.url, '/api/rooms', { room_name: 'Mine' }, { Authorization: `Bearer ${body.token}` });
    const room = await server.core.store.conversations.findBySlug(made.body.room.room_id);
    const member = await server.core.store.conversations.findMember(room?.id ?? '', body.user_id);
    expect(member?.role).toBe('owner');
  });

  test.each([
    {},
    { room_name: '' },
    { room_name: '  ' },
    { room_name: 5 },
    { room_name: 'x'.repeat(81) },
    { room_name: 'a\nb' },
  ])('a room %j is refused with 400', async (input) => {
    expect((await post(server.url, '/api/rooms', input)).status).toBe(400);
  });

  test('history is oldest first, the newest page, with a count', async () => {
    const room = await makeRoom('history');
    const bob = await joins('bob', room);
    for (const text of ['one', 'two', 'three']) await bob.asks('send_message', { room_id: room, text });
    const { body } = await get(server.url, `/api/messages/${room}?limit=2`);
    expect(body.count).toBe(2);
    expect(body.messages.map((message: { original_text: string }) => message.original_text)).toEqual(['two', 'three']);
    expect(body.messages[0]).toMatchObject({
      username: 'bob',
      room_id: room,
      is_flagged: false,
      text: 'two',
      translations: {},
    });
  });

  test('an unknown room is a 404, a wrong limit a 400, a wrong token a 401', async () => {
    expect((await get(server.url, '/api/messages/nowhere')).status).toBe(404);
    for (const limit of ['0', '-1', 'ten', '1e3', ''])
      expect((await get(server.url, `/api/messages/general?limit=${limit}`)).status).toBe(400);
    const refused = await get(server.url, '/api/messages/general', { Authorization: 'Bearer nonsense' });
    expect(refused.status).toBe(401);
  });

  test('a private conversation is no room, whoever names its id', async () => {
    const anna = await registerWithPassword('anna-private');
    const otto = await registerWithPassword('otto-private');
    const opened = await post(
      server.url,
      '/v1/conversations',
      { kind: 'direct', user_ids: [otto.id] },
      { Authorization: `Bearer ${anna.token}` },
    );
    const id = opened.body.conversation.id as string;
    expect((await get(server.url, `/api/messages/${id}`)).status).toBe(404);
    const eve = await connects();
    const answer = await eve.asks('join_room', { user_id: 'e', username: 'eve', room_id: id });
    expect(answer.error).toContain('There is no room');
  });

  test('translate answers the original where no engine is configured, and says so', async () => {
    const { status, body } = await post(server.url, '/api/translate', {
      text: 'Good morning, how are you today?',
      target_language: 'es',
      source_language: 'en',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      original_text: 'Good morning, how are you today?',
      translated_text: 'Good morning, how are you today?',
      translated: false,
      target_language: 'es',
      source_language: 'en',
    });
    for (const bad of [
      { text: 'a' },
      { target_language: 'es' },
      { text: '', target_language: 'es' },
      { text: 'a', target_language: 'no language' },
    ])
      expect((await post(server.url, '/api/translate', bad)).status).toBe(400);
  });
});

describe('joining and leaving', () => {
  test('join_room answers joined_room with history, and the others hear user_joined', async () => {
    const room = await makeRoom('joining');
    const cleo = await joins('cleo', room);
    await cleo.asks('send_message', { room_id: room, text: 'anybody here?' });
    const dan = await joins('dan', room, 'de');
    const joined = await dan.hears('joined_room');
    expect(joined).toMatchObject({ room_id: room, username: 'dan', preferred_language: 'de', onlineCount: 2 });
    expect(joined.messages).toMatchObject([{ original_text: 'anybody here?', username: 'cleo' }]);
    expect(joined.history).toEqual(joined.messages);
    const told = await cleo.hears('user_joined', (payload) => payload.username === 'dan');
    expect(told).toMatchObject({ room_id: room, user_id: joined.user_id, onlineCount: 2 });
    expect(await cleo.hears('online_users', (payload) => payload.count === 2)).toBeDefined();
    expect(cleo.all('user_joined')).toHaveLength(1);
    expect(dan.all('user_joined')).toHaveLength(0);
  });

  test('a person with two sockets leaves with the last one only', async () => {
    const room = await makeRoom('two sockets');
    const watcher = await joins('watcher', room);
    const first = await joins('twice', room);
    const second = await joins('twice', room);
    first.close();
    const guest = await joins('latecomer', room);
    await watcher.hears('user_joined', (payload) => payload.username === 'latecomer');
    expect(watcher.all('user_left')).toEqual([]);
    expect(watcher.all('user_joined').filter((payload) => payload.username === 'twice')).toHaveLength(1);
    second.close();
    const left = await watcher.hears('user_left', (payload) => payload.username === 'twice');
    expect(left.onlineCount).toBe(2);
    guest.close();
  });

  test('leave_room confirms, tells the others, and nothing more is heard', async () => {
    const room = await makeRoom('leaving');
    const stays = await joins('stays', room);
    const goes = await joins('goes', room);
    goes.emit('leave_room', { room_id: room });
    expect(await goes.hears('left_room')).toMatchObject({ room_id: room, username: 'goes' });
    await stays.hears('user_left', (payload) => payload.username === 'goes');
    await stays.asks('send_message', { room_id: room, text: 'are they gone?' });
    await stays.hears('receive_message');
    const refused = await goes.asks('send_message', { room_id: room, text: 'I am' });
    expect(refused.error).toContain('join_room first');
    await goes.hears('error');
    expect(goes.all('receive_message')).toEqual([]);
  });

  test('leaving what one is not in, and joining what is not there, are errors in words', async () => {
    const client = await joins('lost');
    expect((await client.asks('leave_room', { room_id: 'tech' })).error).toContain('You are not in the room');
    expect(
      (await client.asks('join_room', { user_id: 'x', username: 'lost', room_id: 'no-such-room' })).error,
    ).toContain('There is no room “no-such-room”');
    const error = await client.hears('error', (payload) => String(payload.message).includes('no-such-room'));
    expect(error.error).toBe(error.message);
  });

  test('camelCase keys and room names work', async () => {
    const client = await connects();
    client.emit('join_room', { userId: 'u1', username: 'camel', roomId: 'TECH', language: 'fr' });
    const joined = await client.hears('joined_room');
    expect(joined).toMatchObject({ room_id: 'tech', preferred_language: 'fr' });
    client.emit('send_message', { roomId: 'tech', text: 'salut' });
    expect(await client.hears('receive_message')).toMatchObject({ original_text: 'salut', username: 'camel' });
  });
});

describe('messages', () => {
  test('reach everybody in the room, the sender included, in one order, and nobody elsewhere', async () => {
    const room = await makeRoom('order');
    const one = await joins('one', room);
    const two = await joins('two', room);
    const elsewhere = await joins('elsewhere', 'random');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).asks('send_message', { room_id: room, text: `message ${index}` }),
      ),
    );
    for (const client of [one, two])
      await client.hears('receive_message', () => client.all('receive_message').length === 20);
    const order = one.all('receive_message').map((payload) => payload.message_id);
    expect(two.all('receive_message').map((payload) => payload.message_id)).toEqual(order);
    const { body } = await get(server.url, `/api/messages/${room}`);
    expect(body.messages.map((message: { id: string }) => message.id)).toEqual(order);
    await elsewhere.asks('send_message', { room_id: 'random', text: 'mine' });
    await elsewhere.hears('receive_message');
    expect(elsewhere.all('receive_message').map((payload) => payload.text)).toEqual(['mine']);
  });

  test('carry the documented keys and those that clients render', async () => {
    const room = await makeRoom('keys');
    const reader = await joins('reader', room, 'es');
    const writer = await joins('writer', room, 'en');
    const ack = await writer.asks('send_message', { room_id: room, text: 'A quiet evening in the old town' });
    const heard = await reader.hears('receive_message');
    expect(heard).toMatchObject({
      message_id: ack.message_id,
      id: ack.message_id,
      username: 'writer',
      original_text: 'A quiet evening in the old town',
      text: 'A quiet evening in the old town',
      translatedText: 'A quiet evening in the old town',
      is_flagged: false,
      isToxic: false,
      originalLanguage: 'en',
    });
    expect(Object.keys(heard.translations).sort()).toEqual(['en', 'es']);
    expect(heard.userId).toBe(heard.user_id);
    expect(heard.timestamp).toMatch(/Z$/);
  });

  test('toxic ones are flagged and still delivered and kept', async () => {
    const room = await makeRoom('flags');
    const client = await joins('rude', room);
    const ack = await client.asks('send_message', { room_id: room, text: 'You are an 1d1ot and I will k.i.l.l you' });
    expect(ack).toMatchObject({ status: 'success', is_flagged: true });
    const heard = await client.hears('receive_message');
    expect(heard).toMatchObject({ is_flagged: true, isToxic: true });
    expect(heard.toxicity_score).toBeGreaterThanOrEqual(0.7);
    await client.asks('send_message', { room_id: room, text: 'Let us discuss the class assignment in Scunthorpe' });
    const { body } = await get(server.url, `/api/messages/${room}`);
    expect(body.messages.map((message: { is_flagged: boolean }) => message.is_flagged)).toEqual([true, false]);
  });

  test.each([
    [{ room_id: 'general' }],
    [{ room_id: 'general', text: '' }],
    [{ room_id: 'general', text: '   ' }],
    [{ room_id: 'general', text: 5 }],
    [{ room_id: 'general', text: { a: 1 } }],
    [{ room_id: 'general', text: 'x'.repeat(20_001) }],
    [{ room_id: 'general', text: 'a\u0000b' }],
    [{ room_id: 'general', text: '\ud800' }],
    [{ room_id: 5, text: 'a' }],
    [{ room_id: null, text: 'a' }],
    [{ text: 'a' }],
    ['text'],
    [null],
    [[]],
    [17],
  ])('send_message %j is an error in words', async (payload) => {
    const client = await joins('careless');
    const answer = await client.asks('send_message', payload);
    expect(answer.status).toBe('error');
    expect(answer.error).toMatch(/\w/);
    await client.hears('error');
    expect(client.socket.connected).toBe(true);
  });

  test('user_typing reaches the others as one event with a flag and as two events', async () => {
    const room = await makeRoom('typing');
    const typist = await joins('typist', room);
    const other = await joins('other', room);
    typist.emit('user_typing', { room_id: room, is_typing: true });
    expect(await other.hears('user_typing')).toMatchObject({ username: 'typist', room_id: room, is_typing: true });
    await other.hears('typing');
    typist.emit('stop_typing', { room_id: room });
    await other.hears('user_typing', (payload) => payload.is_typing === false);
    await other.hears('stop_typing');
    expect(typist.all('user_typing')).toEqual([]);
    expect((await typist.asks('user_typing', { room_id: room, is_typing: 'yes' })).error).toContain('is_typing');
    const stranger = await connects();
    expect((await stranger.asks('user_typing', { room_id: room, is_typing: true })).error).toContain('join_room first');
  });
});

describe('who speaks', () => {
  test('a socket with a token cannot speak as anybody else', async () => {
    const ann = await post(server.url, '/api/auth/login', { username: 'true-ann' });
    const bob = await post(server.url, '/api/auth/login', { username: 'true-bob' });
    const client = await connects({ token: ann.body.token });
    for (const lie of [
      { user_id: bob.body.user_id, username: 'true-bob', room_id: 'general' },
      { user_id: bob.body.user_id, room_id: 'general' },
      { username: 'true-bob', room_id: 'general' },
      { user_id: bob.body.user_id, username: 'true-ann', room_id: 'general' },
    ]) {
      expect((await client.asks('join_room', lie)).error).toContain('speaks as “true-ann”');
    }
    const joined = await client.asks('join_room', {
      user_id: ann.body.user_id,
      username: 'whatever',
      room_id: 'general',
    });
    expect(joined).toMatchObject({ status: 'success', username: 'true-ann' });
    const sent = await client.asks('send_message', { room_id: 'general', text: 'hi', user_id: bob.body.user_id });
    expect(sent.error).toContain('cannot speak as anybody else');
  });

  test('a socket that has joined stays who it is', async () => {
    const client = await joins('settled');
    const answer = await client.asks('join_room', { user_id: 'z', username: 'somebody-else', room_id: 'tech' });
    expect(answer.error).toContain('speaks as “settled”');
  });

  test('join_room does not open an account with a password, by name or by id', async () => {
    const account = await registerWithPassword('locked');
    const client = await connects();
    const byName = await client.asks('join_room', { user_id: 'x', username: 'locked', room_id: 'general' });
    expect(byName.error).toContain('has a password');
    const byId = await client.asks('join_room', { user_id: account.id, username: 'x', room_id: 'general' });
    expect(byId.error).toContain('has a password');
    const asBot = await client.asks('join_room', { username: 'lobby-guest', room_id: 'general' });
    expect(asBot.error).toContain('is a bot');
    const withToken = await connects({ token: account.token });
    expect(await withToken.asks('join_room', { room_id: 'general' })).toMatchObject({ username: 'locked' });
  });

  test('the session of a socket that came without a token ends with it', async () => {
    const client = await joins('fleeting');
    const joined = await client.hears('joined_room');
    const sessions = () => server.core.store.sessions.listActive(joined.user_id, server.core.clock.now());
    expect(await sessions()).toHaveLength(1);
    client.close();
    await expect.poll(sessions).toHaveLength(0);
  });

  test('whoever names the same user name is the same passwordless account', async () => {
    const room = await makeRoom('namesakes');
    const one = await joins('namesake', room);
    const two = await joins('namesake', room);
    const [first, second] = [await one.hears('joined_room'), await two.hears('joined_room')];
    expect(second.user_id).toBe(first.user_id);
    expect(second.onlineCount).toBe(1);
  });
});
