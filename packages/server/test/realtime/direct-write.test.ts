import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { waitingBytes, writeDirectly } from '../../src/realtime/connections/direct-write.ts';

const open: { destroy(): unknown }[] = [];

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Both ends of a connection; ours has made a write of its own, as the WebSocket handshake does. */
async function connectPair(): Promise<{ ours: Socket; theirs: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  server.close();
  open.push(ours, theirs);
  theirs.on('error', () => undefined);
  write(ours, Buffer.from('hello'));
  await once(theirs, 'data');
  theirs.pause();
  return { ours, theirs };
}

function write(stream: Socket, bytes: Buffer): boolean {
  const taken = writeDirectly(stream, bytes);
  if (!taken) stream.write(bytes);
  return taken;
}

/** Numbered blocks, so that a lost, doubled or displaced byte shows. */
function block(number: number, size: number): Buffer {
  return Buffer.alloc(size, `${String(number).padStart(7, '0')}|`);
}

test('what is written past the stream while nothing waits, and behind it after that, arrives whole and in order', async () => {
  const { ours, theirs } = await connectPair();
  const sent: Buffer[] = [];
  let direct = 0;
  for (let number = 0; number < 400; number += 1) {
    const bytes = block(number, 64 * 1024);
    sent.push(Buffer.from(bytes));
    if (write(ours, bytes)) direct += 1;
  }
  expect(direct).toBeGreaterThan(0);
  // The reader sleeps: the last direct write waits, and all the others behind it.
  expect(direct).toBeLessThan(400);
  expect(waitingBytes(ours)).toBeGreaterThan(300 * 64 * 1024 - 16 * 1024 * 1024);
  const got: Buffer[] = [];
  theirs.on('data', (chunk: Buffer) => got.push(chunk));
  theirs.resume();
  ours.end();
  await once(theirs, 'end');
  expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true);
  expect(waitingBytes(ours)).toBe(0);
});

test('a direct write that waits counts until its reader has it, and then the next is direct again', async () => {
  const { ours, theirs } = await connectPair();
  const large = block(1, 32 * 1024 * 1024);
  expect(write(ours, large)).toBe(true);
  expect(waitingBytes(ours)).toBe(large.length);
  expect(writeDirectly(ours, block(2, 8))).toBe(false);
  let bytes = 0;
  theirs.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  theirs.resume();
  while (bytes < large.length || waitingBytes(ours) > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(write(ours, block(3, 8))).toBe(true);
});

test('a reader that resets the connection closes the stream with the system’s error, as without', async () => {
  const { ours, theirs } = await connectPair();
  const faults: NodeJS.ErrnoException[] = [];
  ours.on('error', (fault) => faults.push(fault));
  expect(write(ours, block(1, 32 * 1024 * 1024))).toBe(true);
  const closed = new Promise<unknown>((resolve) => ours.once('close', resolve));
  theirs.resetAndDestroy();
  await closed;
  expect(['ECONNRESET', 'EPIPE']).toContain(faults[0]?.code);
  expect(waitingBytes(ours)).toBe(0);
  expect(writeDirectly(ours, block(2, 8))).toBe(false);
});

test('nothing is written to a stream that has ended', async () => {
  const { ours } = await connectPair();
  ours.end();
  expect(writeDirectly(ours, block(1, 8))).toBe(false);
});
