import { expect, test } from 'vitest';
import { startTestServer } from '../../packages/server/test/support/server.ts';
import { registerActors } from '../support/actor.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { SocketClient } from '../support/socket-client.ts';
import { waitUntil } from '../support/wait-until.ts';

test('at MAX_CONNECTIONS the next is told when to come back, and is let in once somebody has gone', async () => {
  const server = await startTestServer({ MAX_CONNECTIONS: '1' });
  try {
    const [juliet, romeo] = await registerActors(server.url, 'juliet', 'romeo');
    const door = `${server.url}/v1`;
    const first = await SocketClient.connect(door, { auth: { token: juliet.token } });
    const refusal = SocketClient.connect(door, { auth: { token: romeo.token } });
    await expect(refusal).rejects.toMatchObject({
      data: { code: 'unavailable', retry_after_ms: expect.any(Number) },
    });
    first.close();
    const second = await waitUntil('a place', () =>
      SocketClient.connect(door, { auth: { token: romeo.token } }).catch(() => undefined),
    );
    second.close();
  } finally {
    await server.stop();
  }
});

test('a tenth above MAX_CONNECTIONS no handshake is done, whatever else the address says, though nobody has joined anything', async () => {
  const server = await startTestServer({ MAX_CONNECTIONS: '10' });
  const port = Number(new URL(server.url).port);
  const opened: RawSocket[] = [];
  try {
    for (let count = 0; count < 11; count += 1) opened.push(await RawSocket.upgrade(port));
    for (const more of ['', '&x=sid=1']) {
      const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling${more}`);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual({ code: 4, message: 'overloaded' });
    }
    opened.pop()?.close();
    await waitUntil('a place', async () => (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).ok);
  } finally {
    for (const raw of opened) raw.close();
    await server.stop();
  }
});
