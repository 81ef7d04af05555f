import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DialectFrame } from '../../src/dialects/dialect-frame.ts';
import { Frame } from '../../src/realtime/connections/frame.ts';
import { joinWhole } from '../../src/realtime/connections/join-frames.ts';
import { spareLateReader } from '../../src/realtime/connections/spare-late-reader.ts';
import { StreamConnection } from '../../src/realtime/connections/stream-connection.ts';

const frame = (name: string, ephemeral: boolean, size = 10): Frame =>
  new Frame('/v1', 'event', JSON.stringify({ name, text: 'x'.repeat(size) }), ephemeral);

test('who reads too slowly misses passing events first, and nothing that is stored', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asking = get({ host: '127.0.0.1', port });
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  response.writeHead(200);
  response.flushHeaders();
  const [reader] = (await once(asking, 'response')) as [IncomingMessage];
  const parts = { id: 'late', edge: 'v1', actor: null, hearsAccount: false, held: false };
  const connection = new StreamConnection(response, parts);
  connection.send([frame('words in time', true)], undefined);
  // It does not read until the buffers of the system are full and some of it waits here.
  for (let count = 0; count < 1_000 && response.writableLength < 160 * 1024; count += 1) {
    connection.send([frame(`stored ${count}`, false, 20_000)], `token-${count}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(response.writableLength).toBeGreaterThan(128 * 1024);
  connection.send([frame('late words', true)], undefined);
  connection.send([frame('more late words', true), frame('stored last', false)], 'the-token');
  response.end();
  let heard = '';
  for await (const chunk of reader) heard += String(chunk);
  expect(heard).toContain('words in time');
  expect(heard).toContain('stored last');
  expect(heard).toContain('id: the-token');
  expect(heard).not.toContain('late words');
  expect(heard).not.toContain('bye');
  server.close();
});

test('of a dialect a late reader misses who is typing, and no message; and a token is in neither', () => {
  const message = new DialectFrame('receive_message', { text: 'stored' });
  const typing = new DialectFrame('user_typing', { is_typing: true });
  const late = spareLateReader([typing, message], 256 * 1024);
  expect(late).toEqual([message]);
  expect(spareLateReader([typing, message], 0)).toEqual([typing, message]);
  expect(joinWhole([typing, message], 'the-token').toString('latin1')).not.toContain('the-token');
  expect(message.packet('the-token')).toBe('42["receive_message",{"text":"stored"}]');
});
