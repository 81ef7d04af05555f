import { describe, expect, test } from 'vitest';
import { get, post } from '../support/http.ts';
import { setRoomsStage } from './stage.ts';

const stage = setRoomsStage();

describe('REST', () => {
  test('health says healthy', async () => {
    const { status, body } = await get(stage.url, '/health');
    expect(status).toBe(200);
    expect(body.status).toBe('healthy');
  });

  test('a bare user name logs in, and again as the same user', async () => {
    const first = await post(stage.url, '/api/auth/login', { username: 'ann' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ username: 'ann', preferred_language: 'en' });
    expect(first.body.userId).toBe(first.body.user_id);
    expect(first.body.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const second = await post(stage.url, '/api/auth/login', { username: 'Ann', preferredLanguage: 'es' });
    expect(second.body).toMatchObject({ user_id: first.body.user_id, preferred_language: 'es' });
  });

  test('an account with a password is not entered by its name', async () => {
    await stage.registerWithPassword('guarded');
    const { status, body } = await post(stage.url, '/api/auth/login', { username: 'guarded' });
    expect(status).toBe(403);
    expect(body.error).toContain('has a password');
    expect(body).toMatchObject({ message: body.error, detail: body.error });
    expect(JSON.stringify(body)).not.toContain('token"');
  });

  test.each([{}, { username: '' }, { username: 7 }, { username: null }, { username: ['a'] }, 'ann', 3, null])(
    'a login of %j is a 400 in words',
    async (input) => {
      const { status, body } = await post(stage.url, '/api/auth/login', input);
      expect(status).toBe(400);
      expect(body.error).toMatch(/\S/);
    },
  );

  test('general, tech and random are there from the start', async () => {
    const { body } = await get(stage.url, '/api/rooms');
    const rooms = body.rooms as { room_id: string; room_name: string; created_at: string }[];
    expect(rooms.map((room) => room.room_id)).toEqual(expect.arrayContaining(['general', 'tech', 'random']));
    for (const room of rooms) expect(room.created_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('a room is made by anybody while the door is open, and the same name is the same room', async () => {
    const made = await post(stage.url, '/api/rooms', { room_name: 'Book Club' });
    expect(made.status).toBe(201);
    expect(made.body.room).toMatchObject({ room_id: 'book-club', room_name: 'Book Club' });
    const again = await post(stage.url, '/api/rooms', { room_name: 'book club' });
    expect(again.status).toBe(200);
    expect(again.body.room.room_id).toBe('book-club');
    const other = await post(stage.url, '/api/rooms', { roomName: '讨论' });
    expect(other.status).toBe(201);
    const found = await get(stage.url, `/api/messages/${encodeURIComponent('讨论')}`);
    expect(found.body).toEqual({ messages: [], count: 0 });
  });

  test('who is logged in owns the room they make', async () => {
    const { body } = await post(stage.url, '/api/auth/login', { username: 'owner' });
    const made = await post(stage.url, '/api/rooms', { room_name: 'Mine' }, { Authorization: `Bearer ${body.token}` });
    const room = await stage.core.store.conversations.findBySlug(made.body.room.room_id);
    const member = await stage.core.store.conversations.findMember(room?.id ?? '', body.user_id);
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
    expect((await post(stage.url, '/api/rooms', input)).status).toBe(400);
  });

  test('history is oldest first, the newest page, with a count', async () => {
    const room = await stage.makeRoom('history');
    const bob = await stage.joins('bob', room);
    for (const text of ['one', 'two', 'three']) await bob.asks('send_message', { room_id: room, text });
    const { body } = await get(stage.url, `/api/messages/${room}?limit=2`);
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
    expect((await get(stage.url, '/api/messages/nowhere')).status).toBe(404);
    for (const limit of ['0', '-1', 'ten', '1e3', ''])
      expect((await get(stage.url, `/api/messages/general?limit=${limit}`)).status).toBe(400);
    const refused = await get(stage.url, '/api/messages/general', { Authorization: 'Bearer nonsense' });
    expect(refused.status).toBe(401);
  });

  test('a private conversation is no room, whoever names its id', async () => {
    const anna = await stage.registerWithPassword('anna-private');
    const otto = await stage.registerWithPassword('otto-private');
    const opened = await post(
      stage.url,
      '/v1/conversations',
      { kind: 'direct', user_ids: [otto.id] },
      { Authorization: `Bearer ${anna.token}` },
    );
    const id = opened.body.conversation.id as string;
    expect((await get(stage.url, `/api/messages/${id}`)).status).toBe(404);
    const eve = await stage.connects();
    const answer = await eve.asks('join_room', { user_id: 'e', username: 'eve', room_id: id });
    expect(answer.error).toContain('There is no room');
  });

  test('translate answers the original where no engine is configured, and says so', async () => {
    const { status, body } = await post(stage.url, '/api/translate', {
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
      expect((await post(stage.url, '/api/translate', bad)).status).toBe(400);
  });
});
