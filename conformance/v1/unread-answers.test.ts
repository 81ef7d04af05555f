import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Actor, registerActors } from '../support/actor.ts';
import { readMetric } from '../support/processes.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const TEXT = 0x81;
const PING = 0x89;
const FIRST_OF_SEVERAL = 0x01;
const NEXT_OF_SEVERAL = 0x00;
const LAST_OF_SEVERAL = 0x80;
/** So many bytes are asked with, where nobody stops it sooner. */
const ASKED = 64 * 1024 * 1024;
/** The server's memory may grow by so many bytes; without a bound it grows by more than is asked. */
const MOST_GROWTH = 128 * 1024 * 1024;
/** By then, in milliseconds, the server carries an idle connection without its library. */
const TAKEN_OVER = 120;

let server: ServerProcess;
let juliet: Actor;
let romeo: Actor;
let raw: RawSocket | undefined;

beforeAll(async () => {
  server = await startServerProcess();
  [juliet, romeo] = await registerActors(server.url, 'juliet', 'romeo');
});
afterEach(() => raw?.close());
afterAll(() => server?.dispose());

const live = async (): Promise<RawSocket> => {
  const opened = await RawSocket.openWebSocket(server.port, juliet.token);
  await delay(TAKEN_OVER);
  return opened;
};
const stranger = (): Promise<RawSocket> => RawSocket.upgrade(server.port);
const encode = (text: string, firstByte = TEXT): Buffer => RawSocket.encodeFrame(firstByte, Buffer.from(text));
const held = async (): Promise<number> =>
  (await readMetric(server.url, 'nodejs_heap_size_used_bytes')) +
  (await readMetric(server.url, 'nodejs_external_memory_bytes'));

/** Says the same for ever and reads nothing, until all is said or the server has ended it. */
async function flood({ socket }: RawSocket, said: Buffer): Promise<void> {
  socket.pause();
  const block = Buffer.concat(Array.from({ length: Math.ceil((256 * 1024) / said.length) }, () => said));
  for (let bytes = 0; bytes < ASKED && !socket.destroyed; bytes += block.length) {
    if (socket.write(block)) continue;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.once('drain', done).once('close', done);
    });
  }
}

test.each([
  ['pings', live, encode('x'.repeat(125), PING)],
  ['asks for what nobody knows', live, encode('42/v1,["nothing",{}]')],
  ['joins what is not there', live, encode('40/nowhere,{}')],
  ['joins what is not there, and never said who he is,', stranger, encode('40/nowhere,{}')],
])(
  'who %s on and on and reads no answer does not fill the memory',
  async (_what, connect, said) => {
    const before = await held();
    raw = await connect();
    await flood(raw, said);
    await romeo.calls('server.info', {});
    expect((await held()) - before).toBeLessThan(MOST_GROWTH);
  },
  120_000,
);

test('each of a few pings is answered', async () => {
  raw = await live();
  const names = Array.from({ length: 20 }, (_, index) => `ping-${index}-`);
  raw.socket.write(Buffer.concat(names.map((name) => encode(name, PING))));
  for (const name of names) await raw.waitFor(name);
});

test('a message in more parts than anybody needs is refused', async () => {
  raw = await live();
  raw.socket.write(encode('4', FIRST_OF_SEVERAL));
  const parts = Array.from({ length: 20_000 }, () => encode('', NEXT_OF_SEVERAL));
  raw.socket.write(Buffer.concat([...parts, encode('2/v1,["server.info",{}]', LAST_OF_SEVERAL)]));
  await raw.waitForEnd();
  // A close frame with the code 1008 (RFC 6455, 7.4.1).
  await waitUntil('the code', () => raw?.received.includes(Buffer.from([0x88, 2, 1008 >> 8, 1008 & 0xff])) === true);
});
