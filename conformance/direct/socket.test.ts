import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { SocketClient } from '../support/socket-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { DirectPerson } from './person.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function pair(): Promise<[DirectPerson, DirectPerson]> {
  return [await DirectPerson.login(server.url, 'Anna'), await DirectPerson.login(server.url, 'Ben')];
}

describe('messages', () => {
  test('the very first reaches both sides, on every device', async () => {
    const [anna, ben] = await pair();
    const [phone, laptop, other] = [await anna.connects(), await anna.connects(), await ben.connects()];
    const answer = await phone.asks('send_message', {
      to_email: ben.email,
      message: 'Hello!',
      message_type: 'text',
      reply_to: null,
    });
    expect(answer).toMatchObject({ status: 'success', message: 'Hello!', sender_email: anna.email });
    for (const socket of [phone, laptop, other]) {
      const heard = await socket.hears('new_message');
      expect(heard).toMatchObject({ id: answer.id, sender_name: 'Anna', conversation_id: answer.conversation_id });
    }
    const notification = await other.hears('message_notification');
    expect(notification).toMatchObject({ sender_email: anna.email, message: 'Hello!' });
    // Whoever wrote it is not notified: what is heard after it proves that nothing came before.
    await other.asks('send_message', { to_email: anna.email, message: 'Hi!' });
    await laptop.hears('message_notification', (data) => data.message === 'Hi!');
    expect(laptop.all('message_notification')).toHaveLength(1);
    expect(laptop.all('new_message').map((one) => one.message)).toEqual(['Hello!', 'Hi!']);
    anna.leaves();
    ben.leaves();
  });

  test('sent by REST are heard live', async () => {
    const [anna, ben] = await pair();
    const socket = await ben.connects();
    await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message: 'by REST' });
    expect(await socket.hears('new_message')).toMatchObject({ message: 'by REST', sender_email: anna.email });
    ben.leaves();
  });

  test('are heard by members only', async () => {
    const [anna, ben] = await pair();
    const eve = await DirectPerson.login(server.url, 'Eve');
    const [spy, nobody, other] = [await eve.connects(), await SocketClient.connect(server.url), await ben.connects()];
    const conversation = await anna.opens(ben);
    const refused = await spy.asks('join_conversation', { conversation_id: conversation });
    expect(refused).toMatchObject({ status: 'error' });
    expect(await spy.hears('error')).toMatchObject({ message: expect.stringContaining('conversation') });
    await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message: 'private' });
    await other.hears('new_message');
    await anna.calls('POST', '/api/messages/send', { to_email: eve.email, message: 'for Eve' });
    await spy.hears('new_message', (data) => data.message === 'for Eve');
    expect(JSON.stringify([spy.heard, nobody.heard])).not.toContain('private');
    nobody.close();
    eve.leaves();
    ben.leaves();
  });

  test('to nobody are an error with a message', async () => {
    const [anna] = await pair();
    const socket = await anna.connects();
    expect(await socket.asks('send_message', { to_email: 'nobody@example.com', message: 'x' })).toMatchObject({
      status: 'error',
    });
    expect((await socket.hears('error')).message).toContain('nobody@example.com');
    anna.leaves();
  });

  test('are accepted with camelCase keys', async () => {
    const [anna, ben] = await pair();
    const socket = await anna.connects();
    const answer = await socket.asks('send_message', { toEmail: ben.email, message: 'camel', messageType: 'text' });
    expect(answer).toMatchObject({ status: 'success', message: 'camel' });
    anna.leaves();
  });
});

describe('in a conversation', () => {
  test('members join and leave, and still hear what is said', async () => {
    const [anna, ben] = await pair();
    const conversation = await anna.opens(ben);
    const socket = await ben.connects();
    expect(await socket.asks('join_conversation', { conversation_id: conversation })).toMatchObject({
      status: 'success',
    });
    expect(await socket.asks('leave_conversation', { conversation_id: conversation })).toMatchObject({
      status: 'success',
    });
    await anna.calls('POST', '/api/messages/send', { to_email: ben.email, message: 'still here?' });
    await socket.hears('new_message', (data) => data.message === 'still here?');
    ben.leaves();
  });

  test('typing is heard by the other, not by oneself', async () => {
    const [anna, ben] = await pair();
    const conversation = await anna.opens(ben);
    const [typist, reader] = [await anna.connects(), await ben.connects()];
    typist.socket.emit('typing_start', { conversation_id: conversation });
    expect(await reader.hears('user_typing', (data) => data.typing)).toMatchObject({
      conversation_id: conversation,
      user_email: anna.email,
      typing: true,
    });
    await typist.asks('typing_stop', { conversation_id: conversation });
    await reader.hears('user_typing', (data) => !data.typing);
    expect(typist.all('user_typing')).toEqual([]);
    expect(await reader.asks('typing_start', { conversation_id: 'no-such-conversation' })).toMatchObject({
      status: 'error',
    });
    anna.leaves();
    ben.leaves();
  });

  test('reading is told to the reader’s devices and to the sender, by socket and by REST', async () => {
    const [anna, ben] = await pair();
    const [sender, reader, second] = [await anna.connects(), await ben.connects(), await ben.connects()];
    const { conversation_id } = await sender.asks('send_message', { to_email: ben.email, message: 'read me' });
    reader.socket.emit('mark_as_read', { conversation_id });
    for (const socket of [sender, reader, second]) {
      expect(await socket.hears('marked_as_read')).toMatchObject({ conversation_id, user_email: ben.email });
    }
    // Again there is nothing to read; whoever asked is told all the same.
    await reader.asks('mark_as_read', { conversation_id });
    expect(reader.all('marked_as_read').length).toBeGreaterThanOrEqual(2);
    await sender.asks('send_message', { to_email: ben.email, message: 'and me' });
    const before = sender.all('marked_as_read').length;
    await ben.calls('POST', `/api/conversations/${conversation_id}/mark-read`);
    await sender.hears('marked_as_read', () => sender.all('marked_as_read').length > before);
    anna.leaves();
    ben.leaves();
  });
});

describe('presence', () => {
  test('lists who is online, and tells who comes and goes', async () => {
    const [anna, ben] = await pair();
    await anna.opens(ben);
    const watcher = await anna.connects();
    const visitor = await ben.connects();
    expect(await watcher.hears('user_online', (data) => data.email === ben.email)).toMatchObject({ name: 'Ben' });
    watcher.socket.emit('get_online_users');
    const { users } = await watcher.hears('online_users');
    expect(users.map((user: { email: string }) => user.email)).toEqual(expect.arrayContaining([anna.email, ben.email]));
    visitor.close();
    expect(await watcher.hears('user_offline', (data) => data.email === ben.email)).toMatchObject({ is_online: false });
    anna.leaves();
  });

  test('whoever is blocked is told that the other is away, and nothing more until the block is lifted', async () => {
    const [anna, ben] = await pair();
    await anna.opens(ben);
    const [watcher, visitor] = [await anna.connects(), await ben.connects()];
    await watcher.hears('user_online', (data) => data.email === ben.email);
    const { body } = await anna.calls('GET', '/v1/me');
    const block = `/v1/me/blocks/${body.id}`;
    expect((await ben.calls('PUT', block)).status).toBeLessThan(300);
    await watcher.hears('user_offline', (data) => data.email === ben.email);
    await visitor.hears('user_offline', (data) => data.email === anna.email);
    expect((await ben.calls('DELETE', block)).status).toBeLessThan(300);
    await visitor.hears('user_online', (data) => data.email === anna.email);
    const ofBen = () => watcher.all('user_online').filter((data) => data.email === ben.email).length;
    await waitUntil('that Ben is told of as being here again', () => ofBen() === 2);
    for (const person of [anna, ben]) person.leaves();
  });

  test('with a closed directory is for conversation partners alone', async () => {
    const closed = await startTestServer({ DIRECTORY: 'closed' });
    const anna = await DirectPerson.login(closed.url, 'Anna');
    const ben = await DirectPerson.login(closed.url, 'Ben');
    const eve = await DirectPerson.login(closed.url, 'Eve');
    await anna.opens(ben);
    const [watcher, spy] = [await anna.connects(), await eve.connects()];
    await ben.connects();
    await watcher.hears('user_online', (data) => data.email === ben.email);
    const { users } = await spy.asks('get_online_users');
    expect(users.map((user: { email: string }) => user.email)).toEqual([eve.email]);
    expect(spy.all('user_online')).toEqual([]);
    for (const person of [anna, ben, eve]) person.leaves();
    await closed.stop();
  });
});

describe('a socket', () => {
  test('with a wrong token is not let in', async () => {
    await expect(SocketClient.connect(server.url, { auth: { token: 'nonsense' } })).rejects.toThrow('token');
  });

  test.each([
    ['send_message', { to_email: 'a@example.com', message: 'x' }],
    ['join_conversation', { conversation_id: 'x' }],
    ['mark_as_read', { conversation_id: 'x' }],
    ['typing_start', { conversation_id: 'x' }],
    ['get_online_users', undefined],
  ])('without a token may not %s', async (event, payload) => {
    const socket = await SocketClient.connect(server.url);
    const answer = await socket.asks(event, payload);
    expect(answer).toMatchObject({ status: 'error', message: expect.stringContaining('token') });
    socket.close();
  });

  test('speaks as whom it authenticated, whatever the payload names', async () => {
    const [anna, ben] = await pair();
    const socket = await anna.connects();
    const forged = {
      to_email: ben.email,
      message: 'forged',
      sender_email: ben.email,
      sender_name: 'Ben',
      user_id: 'x',
    };
    expect(await socket.asks('send_message', forged)).toMatchObject({ sender_email: anna.email, sender_name: 'Anna' });
    anna.leaves();
  });
});
