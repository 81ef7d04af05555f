import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { SocketConnection } from '../../src/realtime/connections/socket-connection.ts';

const requests = {
  takes: (name: string) => name === 'echo',
  handle: (_connection: SocketConnection, _name: string, inputs: unknown[]) => {
    const answer = inputs.at(-1);
    if (typeof answer === 'function') answer({ heard: inputs.slice(0, -1) });
  },
};

/** An engine that waits for a pong, as it looks for a moment every 25 seconds. */
interface Engine {
  pingTimeoutTimer: NodeJS.Timeout | null;
  hasRefreshedPingTimeout: boolean;
}

test.each([
  ['websocket', ['websocket'], '/v1'],
  ['websocket', ['websocket'], '/'],
  ['an upgrade from polling', ['polling', 'websocket'], '/v1'],
])(
  'with %s known requests pass the library by (%j, %s), and others go through it',
  async (_name, transports, space) => {
    const http = createServer();
    const server = new Server(http, { serveClient: false });
    const packets: unknown[] = [];
    const arrived = new Promise<Socket>((resolve) => {
      server.of(space).on('connection', (socket) => {
        new SocketConnection(socket, { edge: 'v1', actor: null, hearsAccount: false, held: false }).listen(requests);
        resolve(socket);
      });
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}${space}`, { transports });
    try {
      const socket = await arrived;
      const { engine: transport } = client.io;
      if (transport.transport.name === 'polling')
        await new Promise<unknown>((resolve) => transport.once('upgrade', resolve));
      // One request more: the upgrade is over on both sides when it is answered.
      expect(await client.emitWithAck('other', 0)).toEqual({ heard: [0] });
      socket.conn.on('packet', ({ type, data }: { type: string; data?: unknown }) => packets.push([type, data]));
      const engine = socket.conn as unknown as Engine;
      engine.pingTimeoutTimer = setTimeout(() => undefined, 60_000);
      engine.hasRefreshedPingTimeout = false;
      expect(await client.emitWithAck('echo', { text: 'ä'.repeat(100) })).toEqual({
        heard: [{ text: 'ä'.repeat(100) }],
      });
      expect(await client.emitWithAck('echo', 1, 'two')).toEqual({ heard: [1, 'two'] });
      expect(packets).toEqual([]);
      expect(engine.hasRefreshedPingTimeout).toBe(true);
      expect(await client.emitWithAck('other', 3)).toEqual({ heard: [3] });
      expect(packets).toHaveLength(1);
      expect(await client.emitWithAck('echo', 'x'.repeat(70_000))).toEqual({ heard: ['x'.repeat(70_000)] });
    } finally {
      client.disconnect();
      await server.close();
    }
  },
);
