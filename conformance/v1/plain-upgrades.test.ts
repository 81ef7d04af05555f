import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

/** What Java’s client and curl add to a request without TLS when they would rather speak HTTP/2 (RFC 7540, 3.2). */
const OFFER =
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n';

describe.each([
  ['one process', {}],
  ['a front', { WORKERS: '2' }],
])('whoever offers HTTP/2 to %s', (_who, env) => {
  let server: ServerProcess;
  let raw: RawSocket;

  beforeAll(async () => {
    server = await startServerProcess({ env, within: 40_000 });
  }, 60_000);
  afterEach(() => raw.close());
  afterAll(() => server.dispose());

  const ask = (line: string, rest: string): void => {
    raw.socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n${OFFER}${rest}`);
  };

  test('is answered in HTTP/1.1, as often as they ask', async () => {
    raw = await RawSocket.open(server.port);
    for (let times = 1; times <= 30; times += 1) {
      ask('GET /v1/server', '\r\n');
      await raw.waitFor('"name":"Parlance"');
      expect(raw.received.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
      raw.forget();
    }
    expect(server.output).not.toContain('MaxListenersExceededWarning');
  });

  test('is heard to the end of the body, wherever it is cut', async () => {
    const body = JSON.stringify({ user_name: `duke-${server.port}`, password: 'correct horse battery' });
    raw = await RawSocket.open(server.port);
    ask(
      'POST /v1/auth/register',
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    raw.socket.write(body.slice(9));
    await raw.waitFor('"access_token"');
  });

  test('may end the connection with the answer', async () => {
    raw = await RawSocket.open(server.port);
    raw.socket.write(
      'GET /v1/server HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    );
    await raw.waitForEnd();
    expect(raw.received.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});
