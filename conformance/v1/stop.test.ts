import { afterEach, expect, test } from 'vitest';
import { registerActor } from '../support/actor.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

let server: ServerProcess | undefined;

afterEach(async () => {
  await server?.dispose();
});

test('a server that is told to stop leaves behind whoever does not answer its goodbye', async () => {
  server = await startServerProcess();
  const romeo = await registerActor(server.url, 'romeo');
  const deaf = [
    await RawSocket.open(server.port),
    await RawSocket.upgrade(server.port),
    await RawSocket.openWebSocket(server.port, romeo.token),
  ];
  // None of them closes: they take what comes and say nothing. Its limit for a stop would make this a 1.
  expect(await server.terminate()).toBe(0);
  for (const one of deaf) one.socket.destroy();
}, 60_000);
