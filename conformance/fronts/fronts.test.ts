import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, registerActor, registerActors } from '../support/actor.ts';
import { childrenOf, readMetric } from '../support/processes.ts';
import { countKernelBytes, readMemory } from '../support/queued-bytes.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { readMissed } from '../support/read-missed.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openSleeper } from '../support/sleepers.ts';
import { SocketClient } from '../support/socket-client.ts';
import { openSocketListener } from '../support/socket-listener.ts';
import { waitUntil } from '../support/wait-until.ts';

const WORKERS = 3;
const MEBIBYTE = 1024 * 1024;

let server: ServerProcess;
let romeo: Actor;
let juliet: Actor;

beforeAll(async () => {
  server = await startServerProcess({ env: { WORKERS: String(WORKERS) } });
  [romeo, juliet] = await registerActors(server.url, 'romeo', 'juliet');
});

afterAll(() => server?.dispose());

test('one process owns the file, the others are fronts, and one answer of /metrics holds all of them', async () => {
  await waitUntil('all processes', () => childrenOf(server.pid).length === WORKERS);
  expect(childrenOf(server.pid, ' owner ')).toHaveLength(1);
  expect(childrenOf(server.pid, ' front ')).toHaveLength(WORKERS - 1);
  await waitUntil('both fronts at work', async () => (await readMetric(server.url, 'parlance_fronts')) === WORKERS - 1);
  const people = await Promise.all(
    Array.from({ length: 6 }, (_none, index) => registerActor(server.url, `p-${index}`)),
  );
  for (const person of people) await person.listens();
  await waitUntil(
    'all connections to be counted',
    async () => (await readMetric(server.url, 'parlance_connections')) === people.length,
  );
  expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'healthy' });
  await Promise.all(people.map((person) => person.leavesTheStage()));
});

test('clients of every transport meet, whichever front holds them', async () => {
  const conversation = await romeo.opensDirect(juliet);
  for (let round = 0; round < 3; round += 1) {
    const logs = await Promise.all((['polling', 'websocket', 'sse'] as const).map((one) => juliet.listens(one)));
    await romeo.sends(conversation, `round ${round}`);
    for (const log of logs)
      await log.hears('message.sent', (event) => event.data.message.content?.text === `round ${round}`);
    await juliet.leavesTheStage();
  }
});

test('a client that begins with polling becomes a WebSocket, and loses nothing on the way', async () => {
  const conversation = await romeo.opensDirect(juliet);
  const listener = await openSocketListener(server.url, juliet.token, { transports: ['polling', 'websocket'] });
  const ids: string[] = [];
  const name = () => listener.socket.io.engine.transport.name;
  for (let line = 0; line < 40 || name() !== 'websocket'; line += 1)
    ids.push((await romeo.sends(conversation, `line ${line}`)).id);
  await listener.log.hears('message.sent', (event) => event.data.message.id === ids.at(-1));
  const heard = listener.log.events.flatMap((event) => (event.type === 'message.sent' ? [event.data.message.id] : []));
  expect(heard.filter((id) => ids.includes(id))).toEqual(ids);
  await listener.close();
});

test.each(['websocket', 'polling'] as const)(
  'a reader by %s that stops reading is cut with a reason within its budget, and resumes completely',
  async (kind) => {
    const [reader] = await registerActors(server.url, 'reader');
    const conversation = await romeo.createsGroup(`too fast for ${kind}`, [reader]);
    const { token } = await reader.calls('sync.page', {});
    const sleeper = await openSleeper(reader, server.port, kind);
    const before = memoryOf(server);
    sleeper.fallAsleep();
    const text = 'x'.repeat(19_000);
    const ids: string[] = [];
    for (let batch = 0; batch < 16; batch += 1) {
      const sent = await Promise.all(Array.from({ length: 20 }, () => romeo.sends(conversation, text)));
      ids.push(...sent.map((message) => message.id));
    }
    const asleep = sleeper.measure();
    const inKernel = asleep === null ? 0 : countKernelBytes(server.port, asleep.port);
    expect(memoryOf(server) - before).toBeLessThan(150);
    const heard = await sleeper.wake();
    expect(heard).toContain('"reason":"behind"');
    expect(heard.length - (asleep?.taken ?? 0) - inKernel).toBeLessThan(MEBIBYTE + 64 * 1024);
    expect(heard.split(text).length - 1).toBeLessThan(ids.length);
    const missed = await readMissed(reader, conversation, token);
    expect([...missed.keys()].sort()).toEqual([...ids].sort());
    sleeper.close();
  },
  30_000,
);

/** Megabytes of all processes together. */
function memoryOf({ pid }: ServerProcess): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + (readMemory(one).now || 0), 0);
}

test('files go up and come down whole, in parts too, and what is refused early is refused in words', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(6 * MEBIBYTE)]);
  const form = new FormData();
  form.append('file', new Blob([bytes], { type: 'application/pdf' }), 'letter.pdf');
  const headers = { authorization: `Bearer ${romeo.token}` };
  const answer = await fetch(`${server.url}/v1/media`, { method: 'POST', headers, body: form });
  expect(answer.status, await answer.clone().text()).toBe(201);
  const media = (await answer.json()) as { url: string };
  const url = new URL(media.url, server.url);
  const down = Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
  expect(down.equals(bytes)).toBe(true);
  const part = await fetch(url, { headers: { ...headers, range: 'bytes=1000-1999' } });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1000, 2000))).toBe(true);
  const early = await fetch(`${server.url}/v1/messages/search`, { method: 'POST', headers, body: 'x'.repeat(100_000) });
  expect(early.status).toBeGreaterThanOrEqual(400);
  expect(early.status).toBeLessThan(500);
});

test('pages of a foreign origin are refused at every door', async () => {
  const headers = { origin: 'https://evil.example' };
  for (const path of ['/v1/server', '/socket.io/?EIO=4&transport=polling', '/ws/chat/?EIO=4&transport=polling'])
    expect((await fetch(server.url + path, { headers })).status).toBe(403);
  const foreign = new SocketClient(server.url, { extraHeaders: headers });
  await expect(foreign.connected()).rejects.toThrow();
  foreign.close();
  const rebound = await RawSocket.open(server.port);
  rebound.socket.write('GET /v1/server HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n');
  await rebound.waitFor('HTTP/1.1 403');
  rebound.close();
});

test('broken frames end at most their own connection', async () => {
  const attacks: ((raw: RawSocket) => void)[] = [
    (raw) => raw.writeText('42/v1,{'),
    (raw) => raw.writeText('451-/v1,["messages.send",{"_placeholder":true,"num":0}]'),
    (raw) => raw.writeFrame(0x82, Buffer.from([1, 2, 3])),
    (raw) => raw.writeFrame(0x81, Buffer.from([0xff, 0xfe, 0xfd])),
    (raw) => raw.writeFrame(0xf1, Buffer.from('reserved bits')),
    (raw) => raw.socket.write(Buffer.from([0x81, 0x02, 0x34, 0x32])), // not masked
    (raw) => raw.socket.write(Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])), // 2^64 bytes
  ];
  const bystander = await openSocketListener(server.url, juliet.token);
  for (const attack of attacks) {
    const raw = await RawSocket.openWebSocket(server.port, romeo.token);
    attack(raw);
    raw.writeText('42/v1,4711["users.me",{}]');
    await waitUntil(`an end or an answer after ${attack}`, () => raw.isClosing || raw.received.includes('43/v1,4711'));
    raw.close();
  }
  expect((await bystander.calls('users.me', {})).id).toBe(juliet.id);
  await bystander.close();
});

test('one and the same address pays for all, whatever a client says of where it is', async () => {
  const limited = await startServerProcess({ env: { WORKERS: '2', RATE_LIMITS: 'on' } });
  try {
    const statuses: number[] = [];
    for (let index = 0; index < 14; index += 1) {
      const headers = { 'content-type': 'application/json', 'x-parlance-front': `1 10.0.0.${index}` };
      const body = JSON.stringify({ login: `nobody-${index}`, password: 'wrong horse battery' });
      statuses.push((await fetch(`${limited.url}/v1/auth/login`, { method: 'POST', headers, body })).status);
    }
    // Ten at once, by the door’s policy.
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  } finally {
    await limited.dispose();
  }
});
