import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { waitUntil } from '../support/wait-until.ts';

const TEXT = 0x81;
const FIRST_OF_SEVERAL = 0x01;
const LAST_OF_SEVERAL = 0x80;
const PING = 0x89;
const BINARY = 0x82;
const ASK = '["server.info",{}]';
/** By then, in milliseconds, the server carries an idle connection without its library. */
const TAKEN_OVER = 120;
/** Its answer tells that everything before it has been answered, too. */
const BARRIER = 424_242;

let server: TestServer;
let juliet: Actor;
let romeo: Actor;
let raw: RawSocket;

beforeAll(async () => {
  server = await startTestServer();
  [juliet, romeo] = await registerActors(server.url, 'juliet', 'romeo');
});

afterEach(() => raw?.close());
afterAll(() => server?.stop());

const connect = async (): Promise<RawSocket> => {
  raw = await RawSocket.openWebSocket(Number(new URL(server.url).port), juliet.token);
  return raw;
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function encode(text: string, firstByte = TEXT): Buffer {
  return RawSocket.encodeFrame(firstByte, Buffer.from(text));
}

function saying(id: number, conversation: string, text: string, clientId: string = randomUUID()): string {
  const input = { conversation_id: conversation, client_id: clientId, content: { type: 'text', text } };
  return `42/v1,${id}${JSON.stringify(['messages.send', input])}`;
}

async function textsIn(conversation: string): Promise<string[]> {
  const { messages } = await romeo.calls('messages.list', { conversation_id: conversation, limit: 200 });
  return messages.map(({ content }) => (content as { text: string }).text);
}

test('a request is answered wherever the network cuts its bytes', async () => {
  await connect();
  const { length } = encode(`42/v1,100${ASK}`);
  for (let cut = 1; cut < length; cut += 1) {
    const frame = encode(`42/v1,${100 + cut}${ASK}`);
    raw.socket.write(frame.subarray(0, cut));
    await nextTurn();
    await nextTurn();
    raw.socket.write(frame.subarray(cut));
    await raw.waitFor(`43/v1,${100 + cut}[{"ok":true`);
  }
});

test('requests of one chunk are worked off in order, also around pings, fragments and other packets', async () => {
  const conversation = await juliet.createsGroup('in order', [romeo]);
  await connect();
  const split = saying(3, conversation, 'three');
  raw.socket.write(
    Buffer.concat([
      encode(saying(1, conversation, 'one')),
      encode(saying(2, conversation, 'two: ä ☕ 😀')),
      encode(split.slice(0, 20), FIRST_OF_SEVERAL),
      RawSocket.encodeFrame(PING, Buffer.from('are you there')),
      encode(split.slice(20), LAST_OF_SEVERAL),
      encode('3'),
      encode(saying(4, conversation, 'four')),
      encode(saying(5, conversation, 'five')),
    ]),
  );
  await raw.waitFor('are you there');
  await raw.waitFor('43/v1,5[{"ok":true');
  const texts = (await textsIn(conversation)).filter((text) => /^(one|two|three|four|five)/.test(text));
  expect(texts).toEqual(['one', 'two: ä ☕ 😀', 'three', 'four', 'five']);
});

test('a request without an id has no answer, and one that is sent again has its first answer', async () => {
  const conversation = await juliet.createsGroup('twice', [romeo]);
  const clientId = randomUUID();
  await connect();
  raw.writeText(saying(0, conversation, 'hello', clientId).replace('42/v1,0', '42/v1,'));
  raw.writeText(saying(7, conversation, 'hello', clientId));
  await raw.waitFor('43/v1,7[{"ok":true');
  expect(raw.received.toString()).toContain('"duplicate":true');
  expect(raw.received.toString()).not.toContain('43/v1,0[');
  expect((await textsIn(conversation)).filter((text) => text === 'hello')).toHaveLength(1);
});

/** What the server says to a message, and whether it ends the connection for it. */
async function reactionTo(
  send: (socket: RawSocket) => void,
  settles = false,
): Promise<{ said: string; closes: boolean }> {
  await connect();
  if (settles) await delay(TAKEN_OVER);
  const before = raw.receivedBytes;
  send(raw);
  raw.writeText(`42/v1,${BARRIER}${ASK}`);
  await waitUntil('a reaction', () => raw.isClosing || raw.received.includes(`43/v1,${BARRIER}[`));
  const closes = raw.isClosing;
  const said = raw.received.subarray(before).toString('latin1');
  raw.close();
  return { said: closes ? '' : said.replace(/"(id|client_id)":"[^"]+"|"\w+_at":\d+/g, ''), closes };
}

const odd: [name: string, packet: string | Buffer][] = [
  ['an operation with too little input', '42/v1,7["messages.send",{}]'],
  ['an operation that does not exist', '42/v1,7["messages.sing",{}]'],
  ['an operation that does not exist, without an id', '42/v1,["messages.sing",{}]'],
  ['an operation with a name of another kind', '42/v1,7["toString",{}]'],
  ['an event of the library', '42/v1,7["disconnect"]'],
  ['a number for a name', '42/v1,7[7,{}]'],
  ['an empty list', '42/v1,7[]'],
  ['an object for a list', '42/v1,7{"server.info":1}'],
  ['no list', '42/v1,7'],
  ['nothing', '42/v1,'],
  ['two inputs', '42/v1,7["server.info",{},{}]'],
  ['no input', '42/v1,7["server.info"]'],
  ['null for an input', '42/v1,7["server.info",null]'],
  ['a fault in an operation without an id', '42/v1,["messages.send",{}]'],
  ['half of a list', '42/v1,7["server.info",{}'],
  ['more than a list', '42/v1,7["server.info",{}]]'],
  ['an id with zeros before it', '42/v1,007["server.info",{}]'],
  ['an id of fifteen digits', '42/v1,123456789012345["server.info",{}]'],
  ['an id that no number holds', '42/v1,99999999999999999999["server.info",{}]'],
  ['an id that is none', '42/v1,x7["server.info",{}]'],
  ['a space behind the id', '42/v1,7 ["server.info",{}]'],
  ['a namespace that was not joined', '42["message","hello"]'],
  ['a namespace that does not exist', '42/v2,7["server.info",{}]'],
  ['an escaped NUL', '42/v1,7["messages.get",{"message_id":"a\\u0000b"}]'],
  ['a NUL', Buffer.from('42/v1,7["messages.get",{"message_id":"a\0b"}]')],
  ['a prototype', '42/v1,7["server.info",{"__proto__":{"a":1}}]'],
  ['letters beyond ASCII', '42/v1,7["messages.get",{"message_id":"ä😀"}]'],
  ['a broken letter', Buffer.from('42/v1,7["messages.get",{"message_id":"\xe4"}]', 'latin1')],
  ['half a letter at the end', Buffer.concat([Buffer.from('42/v1,7["server.info",{}]'), Buffer.from([0xc3])])],
  ['a surrogate as UTF-8', Buffer.from('42/v1,7["messages.get",{"message_id":"\xed\xa0\x80"}]', 'latin1')],
];

test.each(odd)('%s: whole or in parts, at once or later, it has the same answer', async (_name, packet) => {
  const bytes = typeof packet === 'string' ? Buffer.from(packet) : packet;
  const whole = (socket: RawSocket): void => socket.writeFrame(TEXT, bytes);
  const inParts = (socket: RawSocket): void => {
    socket.writeFrame(FIRST_OF_SEVERAL, bytes.subarray(0, 5));
    socket.writeFrame(LAST_OF_SEVERAL, bytes.subarray(5));
  };
  const reaction = await reactionTo(whole);
  expect(await reactionTo(inParts)).toEqual(reaction);
  expect(await reactionTo(whole, true)).toEqual(reaction);
  expect(await reactionTo(inParts, true)).toEqual(reaction);
});

test('who has left the namespace is not answered there any more, and has no place to be heard', async () => {
  await connect();
  await delay(TAKEN_OVER);
  raw.writeText('41/v1,');
  raw.writeText(`42/v1,7${ASK}`);
  await waitUntil('the end', () => raw.isClosing);
  expect(raw.received.toString('latin1')).not.toContain('43/v1,7');
});

const refused: [name: string, code: number, bytes: Buffer][] = [
  ['no mask', 1002, Buffer.concat([Buffer.from([TEXT, 25]), Buffer.from(`42/v1,7${ASK}`)])],
  ['a reserved bit', 1002, encode(`42/v1,7${ASK}`, TEXT | 0x40)],
  ['an opcode that does not exist', 1002, encode(`42/v1,7${ASK}`, 0x83)],
  ['a continuation of nothing', 1002, encode(`42/v1,7${ASK}`, LAST_OF_SEVERAL)],
  ['letters that are no UTF-8', 1007, RawSocket.encodeFrame(TEXT, Buffer.from('42/v1,7["\xff"]', 'latin1'))],
  ['more bytes than are accepted', 1009, Buffer.from([TEXT, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4])],
];

test.each(refused)('%s ends the connection with %i, and nothing behind it is answered', async (_name, code, bytes) => {
  await connect();
  raw.socket.write(Buffer.concat([encode(`42/v1,1${ASK}`), bytes, encode(`42/v1,2${ASK}`)]));
  await raw.waitForEnd();
  const close = raw.received.lastIndexOf(0x88);
  expect(raw.received.readUInt16BE(close + 2)).toBe(code);
  expect(raw.received.includes('43/v1,2[')).toBe(false);
});

test('a binary message that nothing announced ends the connection', async () => {
  await connect();
  raw.writeFrame(BINARY, Buffer.from(`42/v1,7${ASK}`));
  await raw.waitForEnd();
  expect(raw.received.includes('43/v1,7[')).toBe(false);
});

test('what was sent before the client closed its half is stored, once', async () => {
  const conversation = await juliet.createsGroup('half', [romeo]);
  await connect();
  raw.socket.end(encode(saying(1, conversation, 'last words')));
  await raw.waitForEnd();
  await waitUntil('the last words', async () => (await textsIn(conversation)).includes('last words'));
  expect((await textsIn(conversation)).filter((text) => text === 'last words')).toHaveLength(1);
});
