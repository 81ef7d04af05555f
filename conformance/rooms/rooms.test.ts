import { describe, expect, test } from 'vitest';
import { get, post } from '../support/http.ts';
import { testInside } from '../support/test-inside.ts';
import { setRoomsStage } from './stage.ts';

const stage = setRoomsStage();

describe('joining and leaving', () => {
  test('join_room answers joined_room with history, and the others hear user_joined', async () => {
    const room = await stage.makeRoom('joining');
    const cleo = await stage.joins('cleo', room);
    await cleo.asks('send_message', { room_id: room, text: 'anybody here?' });
    const dan = await stage.joins('dan', room, 'de');
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
    const room = await stage.makeRoom('two sockets');
    const watcher = await stage.joins('watcher', room);
    const first = await stage.joins('twice', room);
    const second = await stage.joins('twice', room);
    first.close();
    const guest = await stage.joins('latecomer', room);
    await watcher.hears('user_joined', (payload) => payload.username === 'latecomer');
    expect(watcher.all('user_left')).toEqual([]);
    expect(watcher.all('user_joined').filter((payload) => payload.username === 'twice')).toHaveLength(1);
    second.close();
    const left = await watcher.hears('user_left', (payload) => payload.username === 'twice');
    expect(left.onlineCount).toBe(2);
    guest.close();
  });

  test('leave_room confirms, tells the others, and nothing more is heard', async () => {
    const room = await stage.makeRoom('leaving');
    const stays = await stage.joins('stays', room);
    const goes = await stage.joins('goes', room);
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
    const client = await stage.joins('lost');
    expect((await client.asks('leave_room', { room_id: 'tech' })).error).toContain('You are not in the room');
    expect(
      (await client.asks('join_room', { user_id: 'x', username: 'lost', room_id: 'no-such-room' })).error,
    ).toContain('There is no room “no-such-room”');
    const error = await client.hears('error', (payload) => String(payload.message).includes('no-such-room'));
    expect(error.error).toBe(error.message);
  });

  test('camelCase keys and room names work', async () => {
    const client = await stage.connects();
    client.emit('join_room', { userId: 'u1', username: 'camel', roomId: 'TECH', language: 'fr' });
    const joined = await client.hears('joined_room');
    expect(joined).toMatchObject({ room_id: 'tech', preferred_language: 'fr' });
    client.emit('send_message', { roomId: 'tech', text: 'salut' });
    expect(await client.hears('receive_message')).toMatchObject({ original_text: 'salut', username: 'camel' });
  });
});

describe('messages', () => {
  test('reach everybody in the room, the sender included, in one order, and nobody elsewhere', async () => {
    const room = await stage.makeRoom('order');
    const one = await stage.joins('one', room);
    const two = await stage.joins('two', room);
    const elsewhere = await stage.joins('elsewhere', 'random');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).asks('send_message', { room_id: room, text: `message ${index}` }),
      ),
    );
    for (const client of [one, two])
      await client.hears('receive_message', () => client.all('receive_message').length === 20);
    const order = one.all('receive_message').map((payload) => payload.message_id);
    expect(two.all('receive_message').map((payload) => payload.message_id)).toEqual(order);
    const { body } = await get(stage.url, `/api/messages/${room}`);
    expect(body.messages.map((message: { id: string }) => message.id)).toEqual(order);
    await elsewhere.asks('send_message', { room_id: 'random', text: 'mine' });
    await elsewhere.hears('receive_message');
    expect(elsewhere.all('receive_message').map((payload) => payload.text)).toEqual(['mine']);
  });

  test('carry the documented keys and those that clients render', async () => {
    const room = await stage.makeRoom('keys');
    const reader = await stage.joins('reader', room, 'es');
    const writer = await stage.joins('writer', room, 'en');
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
    const room = await stage.makeRoom('flags');
    const client = await stage.joins('rude', room);
    const ack = await client.asks('send_message', { room_id: room, text: 'You are an 1d1ot and I will k.i.l.l you' });
    expect(ack).toMatchObject({ status: 'success', is_flagged: true });
    const heard = await client.hears('receive_message');
    expect(heard).toMatchObject({ is_flagged: true, isToxic: true });
    expect(heard.toxicity_score).toBeGreaterThanOrEqual(0.7);
    await client.asks('send_message', { room_id: room, text: 'Let us discuss the class assignment in Scunthorpe' });
    const { body } = await get(stage.url, `/api/messages/${room}`);
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
    const client = await stage.joins('careless');
    const answer = await client.asks('send_message', payload);
    expect(answer.status).toBe('error');
    expect(answer.error).toMatch(/\w/);
    await client.hears('error');
    expect(client.socket.connected).toBe(true);
  });

  test('user_typing reaches the others as one event with a flag and as two events', async () => {
    const room = await stage.makeRoom('typing');
    const typist = await stage.joins('typist', room);
    const other = await stage.joins('other', room);
    typist.emit('user_typing', { room_id: room, is_typing: true });
    expect(await other.hears('user_typing')).toMatchObject({ username: 'typist', room_id: room, is_typing: true });
    await other.hears('typing');
    typist.emit('stop_typing', { room_id: room });
    await other.hears('user_typing', (payload) => payload.is_typing === false);
    await other.hears('stop_typing');
    expect(typist.all('user_typing')).toEqual([]);
    expect((await typist.asks('user_typing', { room_id: room, is_typing: 'yes' })).error).toContain('is_typing');
    const stranger = await stage.connects();
    expect((await stranger.asks('user_typing', { room_id: room, is_typing: true })).error).toContain('join_room first');
  });
});

describe('who speaks', () => {
  test('a socket with a token cannot speak as anybody else', async () => {
    const ann = await post(stage.url, '/api/auth/login', { username: 'true-ann' });
    const bob = await post(stage.url, '/api/auth/login', { username: 'true-bob' });
    const client = await stage.connects({ token: ann.body.token });
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
    const client = await stage.joins('settled');
    const answer = await client.asks('join_room', { user_id: 'z', username: 'somebody-else', room_id: 'tech' });
    expect(answer.error).toContain('speaks as “settled”');
  });

  test('join_room does not open an account with a password, by name or by id', async () => {
    const account = await stage.registerWithPassword('locked');
    const client = await stage.connects();
    const byName = await client.asks('join_room', { user_id: 'x', username: 'locked', room_id: 'general' });
    expect(byName.error).toContain('has a password');
    const byId = await client.asks('join_room', { user_id: account.id, username: 'x', room_id: 'general' });
    expect(byId.error).toContain('has a password');
    const asBot = await client.asks('join_room', { username: 'lobby-guest', room_id: 'general' });
    expect(asBot.error).toContain('is a bot');
    const withToken = await stage.connects({ token: account.token });
    expect(await withToken.asks('join_room', { room_id: 'general' })).toMatchObject({ username: 'locked' });
  });

  testInside('the session of a socket that came without a token ends with it', async () => {
    const client = await stage.joins('fleeting');
    const joined = await client.hears('joined_room');
    const sessions = () => stage.core.store.sessions.listActive(joined.user_id, stage.core.clock.now());
    expect(await sessions()).toHaveLength(1);
    client.close();
    await expect.poll(sessions).toHaveLength(0);
  });

  test('whoever names the same user name is the same passwordless account', async () => {
    const room = await stage.makeRoom('namesakes');
    const one = await stage.joins('namesake', room);
    const two = await stage.joins('namesake', room);
    const [first, second] = [await one.hears('joined_room'), await two.hears('joined_room')];
    expect(second.user_id).toBe(first.user_id);
    expect(second.onlineCount).toBe(1);
  });
});
