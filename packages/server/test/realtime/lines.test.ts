import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { type Socket as ClientSocket, io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../../../../conformance/support/wait-until.ts';
import { Lines } from '../../src/realtime/connections/lines.ts';
import { SocketConnection } from '../../src/realtime/connections/socket-connection.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Heard {
  name: string;
  inputs: unknown[];
}

interface World {
  url: string;
  server: Server;
  lines: Lines;
  connections: SocketConnection[];
  ended: string[];
  heard: Heard[];
}

/** A server whose clients have every event answered with what it brought. */
async function open(
  options: { beating?: { interval: number; timeout: number }; settles?: boolean } = {},
): Promise<World> {
  const { beating = { interval: 25_000, timeout: 20_000 }, settles = true } = options;
  const http = createServer();
  const server = new Server(http, { serveClient: false });
  const lines = new Lines({ io: server, longest: 1_000_000, beating });
  const world: World = { url: '', server, lines, connections: [], ended: [], heard: [] };
  const requests = {
    takes: (name: string) => name === 'echo',
    handle: (connection: SocketConnection, name: string, inputs: unknown[], began: number) => {
      world.heard.push({ name, inputs });
      const answer = inputs.at(-1);
      if (typeof answer === 'function') answer({ heard: inputs.slice(0, -1) });
      connection.finished(began);
    },
  };
  for (const space of ['/', '/v1']) {
    server.of(space).on('connection', (socket) => {
      const parts = { edge: 'v1', actor: null, address: '', hearsAccount: false, held: false, lines };
      const connection = new SocketConnection(socket, parts);
      connection.listen(requests, () => world.ended.push(space));
      world.connections.push(connection);
      if (settles) connection.settle();
    });
  }
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  closing.push(async () => {
    lines.leaveAll();
    await server.close();
  });
  world.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return world;
}

function join(world: World, space = '/v1', transports = ['websocket']): ClientSocket {
  const client = io(`${world.url}${space}`, { transports, reconnection: false });
  closing.push(() => client.disconnect());
  return client;
}

const heard = (client: ClientSocket, event: string): Promise<unknown> =>
  new Promise((resolve) => client.once(event, resolve));

const isCarried = (world: World): boolean => world.connections.every(({ socket }) => socket === undefined);

test.each([
  ['a WebSocket', ['websocket'], '/v1'],
  ['a WebSocket on the root', ['websocket'], '/'],
  ['an upgrade from polling', ['polling', 'websocket'], '/v1'],
])('%s is carried without the library, which has forgotten it', async (_name, transports, space) => {
  const world = await open();
  const client = join(world, space, transports);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  expect(world.server.engine.clientsCount).toBe(0);
  expect(world.server.of(space).sockets.size).toBe(0);
  expect(world.ended).toEqual([]);
  const text = 'ä'.repeat(100);
  expect(await client.emitWithAck('echo', { text })).toEqual({ heard: [{ text }] });
  expect(await client.emitWithAck('echo', 1, 'two')).toEqual({ heard: [1, 'two'] });
  expect(await client.emitWithAck('other', 3)).toEqual({ heard: [3] });
  expect(await client.emitWithAck('echo', 'x'.repeat(70_000))).toEqual({ heard: ['x'.repeat(70_000)] });
  const told = new Promise((resolve) => client.once('told', resolve));
  world.connections[0]?.emit('told', { it: 'ö' });
  expect(await told).toEqual({ it: 'ö' });
  client.disconnect();
  await waitUntil('the end', () => world.ended.length === 1);
});

test('events with attachments, in either direction of the list, arrive whole', async () => {
  const world = await open();
  const client = join(world);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  client.emit('echo', { one: Buffer.from('one'), many: Buffer.alloc(100_000, 7) }, Buffer.from('two'));
  expect(await client.emitWithAck('echo', 'after')).toEqual({ heard: ['after'] });
  const [first] = world.heard;
  expect(first?.inputs[1]).toEqual(Buffer.from('two'));
  expect(first?.inputs[0]).toEqual({ one: Buffer.from('one'), many: Buffer.alloc(100_000, 7) });
});

test('a further namespace is served by the library, and each ends by itself', async () => {
  const world = await open();
  const client = join(world);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  const other = client.io.socket('/');
  await heard(other, 'connect');
  expect(await other.emitWithAck('echo', 1)).toEqual({ heard: [1] });
  expect(await client.emitWithAck('echo', 2)).toEqual({ heard: [2] });
  const unknown = client.io.socket('/nowhere');
  await heard(unknown, 'connect_error');
  other.disconnect();
  await waitUntil('the end of one', () => world.ended.length === 1);
  expect(world.ended).toEqual(['/']);
  expect(await client.emitWithAck('echo', 3)).toEqual({ heard: [3] });
  client.io.engine.close();
  await waitUntil('the end of both', () => world.ended.length === 2);
});

test('two namespaces of one connection are carried together once both are settled', async () => {
  const world = await open({ settles: false });
  const client = join(world);
  const other = client.io.socket('/');
  await Promise.all([heard(client, 'connect'), heard(other, 'connect')]);
  world.connections[0]?.settle();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isCarried(world)).toBe(false);
  world.connections[1]?.settle();
  await waitUntil('the line', () => isCarried(world));
  expect(await other.emitWithAck('echo', 1)).toEqual({ heard: [1] });
  expect(await client.emitWithAck('echo', 2)).toEqual({ heard: [2] });
  client.disconnect();
  await waitUntil('the end of one', () => world.ended.length === 1);
  expect(world.ended).toEqual(['/v1']);
  expect(await other.emitWithAck('echo', 3)).toEqual({ heard: [3] });
});

test('a client that answers pings stays, and one that does not is told to go', async () => {
  const world = await open({ beating: { interval: 300, timeout: 300 } });
  const client = join(world);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  let pings = 0;
  client.io.engine.on('ping', () => {
    pings += 1;
  });
  await waitUntil('some pings', () => pings >= 3);
  expect(world.ended).toEqual([]);
  // It hears pings, and says nothing any more.
  (client.io.engine as unknown as { _sendPacket: () => void })._sendPacket = () => undefined;
  await waitUntil('the end', () => world.ended.length === 1);
  await waitUntil('the other end', () => !client.connected);
});

test('requests of which too many are under way wait, and all are answered in order', async () => {
  const world = await open();
  const waiting: (() => void)[] = [];
  let most = 0;
  const client = join(world);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  const [connection] = world.connections;
  const order: unknown[] = [];
  connection?.listen(
    {
      takes: () => true,
      handle: (_connection, _name, inputs, began) => {
        order.push(inputs[0]);
        waiting.push(() => {
          (inputs.at(-1) as (answer: unknown) => void)(null);
          connection.finished(began);
        });
        most = Math.max(most, waiting.length);
      },
    },
    () => undefined,
  );
  const answers = Promise.all(Array.from({ length: 1000 }, (_, number) => client.emitWithAck('echo', number)));
  await waitUntil('as many as may be', () => waiting.length >= 16);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(waiting.length).toBeLessThan(100);
  const working = setInterval(() => {
    for (const finish of waiting.splice(0, 10)) finish();
  }, 1);
  await answers;
  clearInterval(working);
  expect(order).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  expect(most).toBeLessThan(100);
});

test('requests that take long do not keep others of their connection from being read', async () => {
  const world = await open();
  const client = join(world);
  await heard(client, 'connect');
  await waitUntil('the line', () => isCarried(world));
  const [connection] = world.connections;
  const requests = {
    takes: () => true,
    handle: (_connection: SocketConnection, _name: string, [input, answer]: unknown[]) => {
      // Whatever else is asked waits for somebody who does not answer.
      if (input === 'quick') (answer as (answer: unknown) => void)('done');
    },
  };
  connection?.listen(requests, () => undefined);
  for (let number = 0; number < 20; number += 1) client.emit('echo', 'slow', () => undefined);
  expect(await client.timeout(10_000).emitWithAck('echo', 'quick')).toBe('done');
});

test('all are told to go when the server stops, and it does not wait for them', async () => {
  const world = await open();
  const clients = [join(world), join(world, '/')];
  await Promise.all(clients.map((client) => heard(client, 'connect')));
  await waitUntil('the lines', () => isCarried(world));
  const gone = Promise.all(clients.map((client) => heard(client, 'disconnect')));
  world.lines.leaveAll();
  await gone;
  await waitUntil('the ends', () => world.ended.length === 2);
});
