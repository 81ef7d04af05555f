import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActors } from '../support/actor.ts';
import { RawSocket } from '../support/raw-socket.ts';

let server: TestServer;
let juliet: Actor;

beforeAll(async () => {
  server = await startTestServer();
  [juliet] = await registerActors(server.url, 'juliet');
});
afterAll(() => server?.stop());

test.each(['/v1/events', '/api/events'])('HEAD %s is over with its headers', async (path) => {
  const raw = await RawSocket.open(Number(new URL(server.url).port));
  const rest = `HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${juliet.token}\r\n\r\n`;
  // The second is answered when the first is over.
  raw.socket.write(`HEAD ${path} ${rest}GET /v1/server ${rest}`);
  await raw.waitFor('"name":"Parlance"');
  expect(raw.received.toString()).toContain('text/event-stream');
  raw.close();
});
