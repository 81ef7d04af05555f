import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { People } from '../../packages/client/test/support/people.ts';
import { until } from '../../packages/client/test/support/until.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { DirectPerson } from '../direct/person.ts';
import { call } from '../support/http.ts';
import { SocketClient } from '../support/socket-client.ts';

const PASSWORD = 'wherefore art thou';

let server: TestServer;
const people = new People();
const sockets: SocketClient[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await people.leave();
});
afterAll(() => server.stop());

async function connect(options: Parameters<typeof SocketClient.connect>[1]): Promise<SocketClient> {
  const socket = await SocketClient.connect(server.url, options);
  sockets.push(socket);
  return socket;
}

/** An account as `letsapp` clients make one. */
async function registerByLetsapp(name: string): Promise<{ id: string; email: string; token: string }> {
  const account = { username: name, email: `${name}@verona.example`, password: PASSWORD };
  const { body } = await call(server.url, 'POST', '/auth/register', { body: account });
  return { id: body.user.id, email: account.email, token: body.access_token };
}

describe('a direct and a letsapp client', () => {
  test('chat in one conversation, each in its own words', async () => {
    const romeo = await registerByLetsapp('romeo');
    const juliet = await DirectPerson.login(server.url, 'Juliet');
    const balcony = await connect({ auth: { token: juliet.token } });
    const garden = await connect({ query: { token: romeo.token } });
    const sent = await balcony.asks('send_message', { to_email: romeo.email, message: 'Wherefore art thou Romeo?' });
    const heard = await garden.hears('receive_message');
    expect(heard).toMatchObject({ id: sent.id, content: 'Wherefore art thou Romeo?', recipient: romeo.id });
    expect(garden.all('new_message')).toEqual([]);
    const answer = await garden.asks('send_message', { recipient: heard.sender, content: 'Shall I hear more?' });
    expect(answer).toMatchObject({ status: 'success', message_id: expect.any(String) });
    const reply = await balcony.hears('new_message', (data) => data.id === answer.message_id);
    expect(reply).toMatchObject({
      conversation_id: sent.conversation_id,
      sender_email: romeo.email,
      message: 'Shall I hear more?',
    });
    expect(balcony.all('receive_message')).toEqual([]);
    const history = await juliet.calls('GET', `/api/conversations/${sent.conversation_id}/messages`);
    expect(history.body.map((one: { message: string }) => one.message)).toEqual([
      'Wherefore art thou Romeo?',
      'Shall I hear more?',
    ]);
  });

  test('see each other type and read', async () => {
    const paris = await registerByLetsapp('paris');
    const nurse = await DirectPerson.login(server.url, 'Nurse');
    const { body } = await nurse.calls('POST', '/api/messages/send', { to_email: paris.email, message: 'Come in.' });
    const [hers, his] = [
      await connect({ auth: { token: nurse.token } }),
      await connect({ query: { token: paris.token } }),
    ];
    const { id } = (await nurse.calls('GET', '/api/users/me')).body;
    his.socket.emit('typing_start', { recipient_id: id });
    expect(await hers.hears('user_typing')).toMatchObject({ conversation_id: body.conversation_id, typing: true });
    hers.socket.emit('typing_start', { conversation_id: body.conversation_id });
    expect(await his.hears('typing_indicator')).toMatchObject({ user_id: id, status: 'typing' });
    const answer = await his.asks('send_message', { recipient: id, content: 'Thank you.' });
    await hers.asks('mark_as_read', { conversation_id: body.conversation_id });
    await his.hears('message_status', (data) => data.message_id === answer.message_id && data.status === 'read');
  });
});

describe('a rooms client and a v1 client', () => {
  test('chat in one room', async () => {
    const { body: login } = await call(server.url, 'POST', '/api/auth/login', { body: { username: 'mercutio' } });
    const socket = await connect({});
    const join = { user_id: login.user_id, username: 'mercutio', room_id: 'general', preferred_language: 'en' };
    socket.socket.emit('join_room', join);
    await socket.hears('joined_room');
    const tybalt = await people.enter('Tybalt', { url: server.url });
    const general = (await tybalt.rooms('general')).find((room) => room.name?.toLowerCase() === 'general');
    if (general === undefined) throw new Error('there is no room “general”');
    await tybalt.call('conversations.join', { conversation_id: general.id });
    const room = tybalt.open(general.id);
    await until(room.state, (state) => state !== null && state !== undefined);
    socket.socket.emit('send_message', {
      user_id: login.user_id,
      room_id: 'general',
      message: 'A word with one of you.',
    });
    await until(room.messages, (messages) => messages.some((one) => one.content?.text === 'A word with one of you.'));
    room.send('What wouldst thou have with me?');
    const heard = await socket.hears('receive_message', (data) => JSON.stringify(data).includes('wouldst'));
    expect(JSON.stringify(heard)).toContain('What wouldst thou have with me?');
  });
});

describe('one account', () => {
  test('registered by letsapp logs in by assistant with the same password, and by no door without one', async () => {
    const balthasar = await registerByLetsapp('balthasar');
    const login = await call(server.url, 'POST', '/api/auth/login', {
      body: { username: 'balthasar', password: PASSWORD },
    });
    expect(login).toMatchObject({ status: 200, body: { user: { id: balthasar.id, email: balthasar.email } } });
    const me = await call(server.url, 'GET', '/api/auth/me', { token: balthasar.token });
    expect(me.body.id).toBe(balthasar.id);
    const bare = [
      await call(server.url, 'POST', '/api/auth/login', { body: { username: 'balthasar' } }),
      await call(server.url, 'POST', '/api/auth/login', { body: { email: balthasar.email, name: 'Balthasar' } }),
    ];
    expect(bare.map((answer) => answer.status)).toEqual([403, 403]);
  });

  test('registered by assistant logs in by letsapp', async () => {
    const account = { username: 'benvolio', email: 'benvolio@verona.example', password: PASSWORD };
    const registered = await call(server.url, 'POST', '/api/auth/register', { body: account });
    const login = await call(server.url, 'POST', '/auth/login', { body: { email: account.email, password: PASSWORD } });
    expect(login.status).toBe(200);
    expect(login.body.user.id).toBe(registered.body.id);
  });

  test('is on two dialects at once: both hear, each in its own words', async () => {
    const rosaline = await registerByLetsapp('rosaline');
    const friar = await DirectPerson.login(server.url, 'Friar');
    const asLetsapp = await connect({ query: { token: rosaline.token } });
    const asDirect = await connect({ auth: { token: rosaline.token } });
    // The same token, but this client speaks as those of `direct` do.
    expect(await asDirect.asks('get_online_users')).toMatchObject({ status: 'success' });
    await friar.calls('POST', '/api/messages/send', { to_email: rosaline.email, message: 'Pax vobiscum' });
    expect(await asLetsapp.hears('receive_message')).toMatchObject({ content: 'Pax vobiscum' });
    expect(await asDirect.hears('new_message')).toMatchObject({ message: 'Pax vobiscum' });
    expect(asLetsapp.all('new_message')).toEqual([]);
    expect(asDirect.all('receive_message')).toEqual([]);
  });
});

describe('the assistant', () => {
  test('answers in a group when she is mentioned, and only then', async () => {
    const escalus = await people.enter('Escalus', { url: server.url });
    const { users } = await escalus.call('users.search', { query: 'leta' });
    const leta = users.find((user) => user.user_name === 'leta');
    if (leta === undefined) throw new Error('the assistant cannot be found');
    const { conversation } = await escalus.call('conversations.create', {
      kind: 'group',
      name: 'Court',
      user_ids: [leta.id],
    });
    const court = escalus.open(conversation.id);
    court.send('What is 20 + 3?');
    court.send('@leta what is 20 + 4?');
    const messages = await until(court.messages, (all) => all.some((one) => one.sender_id === leta.id));
    const answers = messages.filter((one) => one.sender_id === leta.id).map((one) => one.content?.text);
    expect(answers).toEqual(['20 + 4 = 24']);
  });

  test('answers whoever writes to her directly, by any dialect', async () => {
    const peter = await DirectPerson.login(server.url, 'Peter');
    const socket = await connect({ auth: { token: peter.token } });
    await socket.asks('send_message', { to_email: 'leta', message: 'What is Python?' });
    const heard = await socket.hears('new_message', (data) => data.sender_name === 'Leta');
    expect(heard.message).toMatch(/^Python is a high-level/);
  });

  test('keeps one chat across dialects', async () => {
    const gregory = await registerByLetsapp('gregory');
    const token = gregory.token;
    await call(server.url, 'POST', '/api/chat/ai/send', { token, body: { message: 'My name is Gregory.' } });
    const [chat] = (await call(server.url, 'GET', '/api/chat/histories', { token })).body;
    const { body } = await call(server.url, 'POST', `/api/messages/${chat.id}/send`, {
      token,
      body: { text: 'What is my name?' },
    });
    expect(body.ai_response.text).toBe('Your name is Gregory.');
  });
});
