import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { DirectPerson } from '../direct/person.ts';
import { RelayClient } from '../relay/client.ts';
import { RoomsClient } from '../rooms/client.ts';
import { call } from '../support/http.ts';
import { SocketClient } from '../support/socket-client.ts';

const COUNT = 150;
const REFUSED = 40;

let server: TestServer;
const sockets: SocketClient[] = [];
beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT_MESSAGES: '1000' });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.stop());

function keep<T extends SocketClient>(socket: T): T {
  sockets.push(socket);
  return socket;
}

async function register(name: string): Promise<{ id: string; token: string }> {
  const account = { username: name, email: `${name}@verona.example`, password: 'wherefore art thou' };
  const { body } = await call(server.url, 'POST', '/auth/register', { body: account });
  return { id: body.user.id, token: body.access_token };
}

const words = (index: number): string => `line ${index}`;
/** What is heard of so many sends, of which one was refused. */
const accepted = Array.from({ length: COUNT }, (_, index) => words(index)).filter((_, index) => index !== REFUSED);

/** Sends everything at once, one of them wrong, and tells in which order the answers came. */
async function sendsAll(socket: SocketClient, event: string, toPayload: (text: string) => object): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    Array.from({ length: COUNT }, async (_, index) => {
      const payload = index === REFUSED ? {} : toPayload(words(index));
      const answer = await socket.asks(event, payload);
      order.push(`${index} ${answer.status}`);
    }),
  );
  return order;
}

const inOrder = Array.from({ length: COUNT }, (_, index) => `${index} ${index === REFUSED ? 'error' : 'success'}`);

test('a rooms client that says much in one breath is heard, answered and refused in that order, and leaves after it', async () => {
  const romeo = keep(await RoomsClient.connect(server.url));
  const juliet = keep(await RoomsClient.joins(server.url, 'juliet'));
  romeo.emit('join_room', { username: 'romeo', room_id: 'general' });
  const answers = sendsAll(romeo, 'send_message', (text) => ({ room_id: 'general', text }));
  const left = romeo.asks('leave_room', { room_id: 'general' });
  expect(await answers).toEqual(inOrder);
  expect(await left).toMatchObject({ status: 'success' });
  await juliet.hears('user_left');
  await juliet.hears('receive_message', ({ text }) => text === accepted.at(-1));
  expect(juliet.all('receive_message').map(({ text }) => text)).toEqual(accepted);
  expect(await romeo.asks('send_message', { room_id: 'general', text: 'Too late.' })).toMatchObject({
    status: 'error',
  });
});

test('so is a relay client, with a ping behind it', async () => {
  const [ann, ben] = [keep(await RelayClient.connect(server.url)), keep(await RelayClient.connect(server.url))];
  const answers = sendsAll(ann, 'message', (text) => ({ type: 'text', content: text }));
  const pong = ann.asks('ping', {});
  expect(await answers).toEqual(inOrder);
  expect(ann.all('message_received')).toHaveLength(COUNT - 1);
  await pong;
  await ben.hears('message', ({ content }) => content === accepted.at(-1));
  expect(ben.all('message').map(({ content }) => content)).toEqual(accepted);
  expect(ann.all('message')).toEqual([]);
});

test('so is a letsapp client, in a group and with one person whom it has never written to', async () => {
  const [paris, nurse] = [await register('paris'), await register('nurse')];
  const { body } = await call(server.url, 'POST', '/api/groups', {
    token: paris.token,
    body: { name: 'Verona', members: [nurse.id] },
  });
  const [his, hers] = [
    keep(await SocketClient.connect(server.url, { query: { token: paris.token } })),
    keep(await SocketClient.connect(server.url, { query: { token: nurse.token } })),
  ];
  const toGroup = (content: string) => ({ group_id: body.data.group_id, content });
  expect(await sendsAll(his, 'send_group_message', toGroup)).toEqual(inOrder);
  await hers.hears('receive_group_message', ({ content }) => content === accepted.at(-1));
  expect(hers.all('receive_group_message').map(({ content }) => content)).toEqual(accepted);
  const toNurse = (content: string) => ({ recipient: nurse.id, content });
  expect(await sendsAll(his, 'send_message', toNurse)).toEqual(inOrder);
  await hers.hears('receive_message', ({ content }) => content === accepted.at(-1));
  expect(hers.all('receive_message').map(({ content }) => content)).toEqual(accepted);
  expect([...his.all('receive_message'), ...his.all('receive_group_message')]).toEqual([]);
});

test('so is a direct client, to somebody it has never written to', async () => {
  const [one, other] = [
    await DirectPerson.login(server.url, 'Tybalt'),
    await DirectPerson.login(server.url, 'Mercutio'),
  ];
  const [his, hers] = [keep(await one.connects()), keep(await other.connects())];
  const answers = await sendsAll(his, 'send_message', (message) => ({ to_email: other.email, message }));
  expect(answers).toEqual(inOrder);
  await hers.hears('new_message', ({ message }) => message === accepted.at(-1));
  expect(hers.all('new_message').map(({ message }) => message)).toEqual(accepted);
  expect(his.all('new_message').map(({ message }) => message)).toEqual(accepted);
});
