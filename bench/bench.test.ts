import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { Server } from 'socket.io';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startTestServer } from '../packages/server/test/support/server.ts';
import { ClientIds } from './generator/client-ids.mjs';
import { Connection } from './generator/connection.mjs';
import { FrameReader, frameLength, TEXT, writeClientFrame } from './generator/frames.mjs';
import { Meter } from './generator/meter.mjs';
import { numberAt, toText } from './generator/text.mjs';
import { makeWire } from './generator/wires.mjs';
import { XmppConnection } from './generator/xmpp-connection.mjs';
import { parseOptions } from './options.mjs';
import { presentTables } from './present.mjs';
import { Histogram, median, percentile } from './statistics.mjs';
import { targets } from './targets/index.mjs';
import { measureAi } from './workloads/ai.mjs';
import { measureQuiet } from './workloads/quiet.mjs';
import { withServer } from './workloads/workload.mjs';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('frames', () => {
  test('a stream of frames reads the same however the network cuts it', () => {
    const length = fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constantFrom(65_535, 65_536, 70_000));
    const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(length, { minLength: 1, maxLength: 8 }), cuts, (lengths, sizes) => {
        const payloads = lengths.map((bytes, index) => String.fromCharCode(97 + index).repeat(bytes));
        const stream = Buffer.concat(payloads.map(toServerFrame));
        const seen: string[] = [];
        const reader = new FrameReader((opcode, buffer, start, end) => {
          expect(opcode).toBe(TEXT);
          seen.push(buffer.toString('latin1', start, end));
        });
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const end = Math.min(stream.length, at + (sizes[turn % sizes.length] ?? 1));
          reader.push(stream, at, end);
          at = end;
        }
        expect(seen).toEqual(payloads);
      }),
      { numRuns: 200 },
    );
  });

  test('a frame that comes byte by byte is read once', () => {
    const seen: string[] = [];
    const reader = new FrameReader((_opcode, buffer, start, end) => seen.push(buffer.toString('latin1', start, end)));
    const stream = Buffer.concat([toServerFrame(''), toServerFrame('one'), toServerFrame('x'.repeat(300))]);
    for (let at = 0; at < stream.length; at += 1) reader.push(stream, at, at + 1);
    expect(seen).toEqual(['', 'one', 'x'.repeat(300)]);
  });

  test('a masked or fragmented frame from a server is an error, not a count', () => {
    const reader = new FrameReader(() => {});
    const masked = Buffer.alloc(64);
    const end = writeClientFrame(masked, 0, TEXT, 'hello');
    expect(frameLength(masked, 0, end)).toBe(7);
    expect(() => reader.push(masked, 0, end)).toThrow(/masked/);
    const fragment = toServerFrame('hello');
    fragment[0] = 0x01;
    expect(() => reader.push(fragment, 0, fragment.length)).toThrow(/fragment/);
  });
});

describe('texts and figures', () => {
  test('a text has 80 characters and carries its number', () => {
    for (const number of [0, 7, 12_345_678, 99_999_999]) {
      expect(toText(number)).toHaveLength(80);
      expect(numberAt(Buffer.from(toText(number)), 0)).toBe(number);
    }
  });

  test('client ids are UUIDv7: each another, in the order of their milliseconds', () => {
    const ids = new ClientIds();
    const made = Array.from({ length: 20_000 }, (_, number) => ids.next(number, 1_700_000_000_000 + (number >> 8)));
    for (const id of made.slice(0, 100)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(made).size).toBe(made.length);
    for (let number = 256; number < made.length; number += 256) {
      expect(made[number]! > made[number - 1]!).toBe(true);
    }
    expect(ids.next(7, 1)).not.toBe(new ClientIds().next(7, 1));
  });

  test('percentiles are those of the values', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    const histogram = new Histogram();
    for (const value of values) histogram.add(value - 0.005);
    expect(histogram.percentile(0.5)).toBeCloseTo(50, 5);
    expect(histogram.percentile(0.99)).toBeCloseTo(99, 5);
    expect(percentile(values, 0.99)).toBe(99);
    expect(median([4, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('a message that never came counts as the longest time, and one that came twice is told', () => {
    const meter = new Meter();
    meter.begin(2, false);
    meter.beginWindow();
    const [lost, doubled] = [meter.take(0), meter.take(0)];
    meter.now = 1;
    meter.delivered(lost);
    for (let copy = 0; copy < 3; copy += 1) meter.delivered(doubled);
    expect(meter.settle()).toBe(0);
    expect(meter.duplicates).toBe(1);
    expect(meter.delivery.count).toBe(5);
    expect(meter.delivery.percentile(1)).toBe(4000);
  });

  test('an unknown name in the options is refused with the names there are', () => {
    expect(() => parseOptions(['--target', 'floor'])).toThrow(
      /"floor"; it knows parlance, parlance-postgres, floor-socketio, floor-ws/,
    );
    expect(() => parseOptions(['--repeats', '0'])).toThrow(/--repeats got "0"/);
    expect(parseOptions(['--quick', '--target', 'floor-ws']).targets).toEqual(['floor-ws']);
  });

  test('a target that something is missing for is refused with what to do', () => {
    vi.stubEnv('BENCH_POSTGRES_URL', '');
    vi.stubEnv('TEST_POSTGRES_URL', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => parseOptions(['--target', 'parlance-postgres'])).toThrow(
      /"parlance-postgres", for which something is missing: set BENCH_POSTGRES_URL=postgres:\/\//,
    );
  });
});

describe('against a real Socket.IO server', () => {
  test('what the generator frames arrives as it was sent, short and long', async () => {
    const { port, io } = await startSocketIo();
    const heard: unknown[] = [];
    const allHeard = new Promise<void>((resolve) => {
      io.on('connection', (socket) => {
        expect(socket.handshake.auth).toEqual({ name: 'n1' });
        socket.on('say', (text) => {
          if (heard.push(text) === 3) resolve();
        });
      });
    });
    const { connection } = await connectTo(port);
    const texts = ['a', 'b'.repeat(200), 'c'.repeat(70_000)];
    for (const text of texts) connection.sendText(`42["say","${text}"]`);
    await allHeard;
    expect(heard).toEqual(texts);
  });

  test('events and answers are counted once each, others not at all', async () => {
    const { port, io } = await startSocketIo();
    io.on('connection', (socket) => {
      socket.on('tell', (_partner, text, answer) => {
        socket.emit('typing', 'somebody');
        socket.emit('said', text);
        socket.emit('said', 'a text without a number');
        answer({ ok: true });
      });
    });
    const { connection, meter } = await connectTo(port);
    meter.begin(1, true);
    meter.beginWindow();
    for (let message = 0; message < 20; message += 1) connection.sendMessage(meter.take(performance.now()));
    await expect.poll(() => meter.oldestOpenAge()).toBe(0);
    expect(meter.settle()).toBe(20);
    expect(meter.duplicates).toBe(0);
    expect(meter.ack.count).toBe(20);
    expect(meter.delivery.count).toBe(20);
  });

  test('a server that closes is noticed', async () => {
    const { port, io } = await startSocketIo();
    const { connection, meter } = await connectTo(port);
    io.disconnectSockets(true);
    await expect.poll(() => connection.isOpen).toBe(false);
    expect(meter.closed).toBe(1);
  });
});

describe('against Parlance', () => {
  test('a room of three: each of ten messages is acked once and heard by all three', async () => {
    const server = await startTestServer({ PASSWORDLESS: 'on' });
    closers.push(() => server.stop());
    const port = Number(new URL(server.url).port);
    const running = { pid: process.pid, port, dataDirectory: server.dataFolder, memory: neverAsked, stop: neverAsked };
    const scene = await targets.parlance.room(running, 3);
    const meter = new Meter();
    const wire = makeWire('v1', meter);
    const connections = scene.peers.map((peer) => new Connection(port, peer, wire, meter));
    closers.push(() => connections.map((connection) => connection.close()));
    await Promise.all(connections.map((connection) => connection.opened()));
    meter.begin(scene.deliveriesPerMessage, scene.acked);
    meter.beginWindow();
    for (let message = 0; message < 10; message += 1) {
      connections[message % 3]?.sendMessage(meter.take(performance.now()));
    }
    await expect.poll(() => meter.oldestOpenAge(), { timeout: 5000 }).toBe(0);
    expect(meter).toMatchObject({ windowAcks: 10, windowDeliveries: 30, duplicates: 0, refused: 0, closed: 0 });
    expect(meter.settle()).toBe(10);
  });

  test('a refused send is counted as refused, with the server’s words', async () => {
    const server = await startTestServer({ PASSWORDLESS: 'on' });
    closers.push(() => server.stop());
    const port = Number(new URL(server.url).port);
    const running = { pid: process.pid, port, dataDirectory: server.dataFolder, memory: neverAsked, stop: neverAsked };
    const { peers } = await targets.parlance.idle(running, 1);
    const meter = new Meter();
    const peer = { auth: peers[0]?.auth ?? {}, conversation: 'no-such-conversation' };
    const connection = new Connection(port, peer, makeWire('v1', meter), meter);
    closers.push(() => connection.close());
    await connection.opened();
    meter.begin(1, true);
    connection.sendMessage(meter.take(performance.now()));
    await expect.poll(() => meter.refused, { timeout: 5000 }).toBe(1);
    expect(meter.refusal).toContain('not_found');
    expect(meter.windowAcks).toBe(0);
  });
});

describe('a small run', () => {
  test('in a room of five every message reaches five, and pairs are answered', async () => {
    const target = targets['floor-socketio'];
    await withServer(target, {}, async (server, generator) => {
      for (const scene of [await target.room(server, 5), await target.pairs(server, 3)]) {
        await generator.open({ wire: target.wire, port: server.port, peers: scene.peers });
        const { deliveriesPerMessage, acked } = scene;
        const step = await generator.step({
          rate: 100,
          seconds: 1,
          deliveriesPerMessage,
          acked,
          serverPid: server.pid,
          giveUpAfter: 10_000,
        });
        expect(step.sent).toBeGreaterThanOrEqual(100);
        expect(step).toMatchObject({ complete: step.sent, duplicates: 0, refused: 0, closed: 0, overloaded: false });
        expect(step.serverCpuSeconds).toBeGreaterThan(0);
        await generator.close();
      }
    });
  });

  test('a workload’s figures stand in a table with their ratio', async () => {
    const options = { ...parseOptions(['--quick', '--workload', 'Q']), quietSamples: 5 };
    const outcome = await measureQuiet(targets['floor-ws'], options);
    const results = (['floor-ws', 'floor-socketio'] as const).map((target) => ({
      target,
      workload: 'Q' as const,
      repeat: 1,
      ...outcome,
    }));
    const table = presentTables(results, options);
    expect(table).toMatch(/send → ack p50, ms +\| +[\d.]+ \| +1\.00 × \| +[\d.]+ \|/);
    expect(outcome.figures.every((figure) => figure.value > 0)).toBe(true);
  });
});

test('messages are measured beside a language model that answers, hangs, fails and never ends', async () => {
  const options = { ...parseOptions(['--quick', '--no-pin', '--workload', 'AI']), quietSamples: 5 };
  const outcome = await measureAi(targets.parlance, options);
  const results = [{ target: 'parlance' as const, workload: 'AI' as const, repeat: 1, ...outcome }];
  expect(presentTables(results, options)).toMatch(/no service +\| +answers +\| +hangs +\| +fails +\| +endless/);
  expect(outcome.figures.every((figure) => figure.value > 0)).toBe(true);
  // Each of them was really asked.
  for (const state of ['answers', 'hangs', 'fails', 'endless']) {
    expect(outcome.notes.join()).toMatch(new RegExp(`${state}: [1-9]\\d* questions, [1-9]\\d* calls`));
  }
}, 180_000);

async function neverAsked(): Promise<never> {
  throw new Error('The test owns the server.');
}

async function startSocketIo() {
  const http = createServer();
  const io = new Server(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  closers.push(() => io.close());
  return { io, port: (http.address() as AddressInfo).port };
}

async function connectTo(port: number) {
  const meter = new Meter();
  const peer = { auth: { name: 'n1' }, conversation: 'n1' };
  const connection = new Connection(port, peer, makeWire('socketio', meter), meter);
  await connection.opened();
  closers.push(() => connection.close());
  return { connection, meter };
}

function toServerFrame(payload: string): Buffer {
  const length = payload.length;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.from(payload, 'latin1')]);
}

describe('the XMPP connection', () => {
  test('counts messages and acknowledgements however the network cuts the stream, and answers questions', async () => {
    const answers = [
      [/<stream:stream/, '<stream:stream><stream:features><mechanisms/></stream:features>'],
      [/<auth/, '<success/>'],
      [/<stream:stream/, '<stream:stream><stream:features><bind/></stream:features>'],
      [/<bind/, "<iq type='result'><bind><jid>a@b/c</jid></bind></iq>"],
      [/<presence/, "<presence from='a@b/c'/>"],
      [/<enable/, "<enabled xmlns='urn:xmpp:sm:3'/>"],
    ] as const;
    let heard = '';
    let turn = 0;
    let asked = '';
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        heard += bytes.toString();
        const [expected, answer] = answers[turn] ?? [/<message.*<r /s, ''];
        if (!expected.test(heard)) return;
        asked = heard;
        heard = '';
        turn += 1;
        if (answer !== '') socket.write(answer);
        else
          void dribble(
            socket,
            `<message><body>${toText(0)}</body></message><a h='1' xmlns='urn:xmpp:sm:3'/><r xmlns='urn:xmpp:sm:3'/>`,
          );
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const meter = new Meter();
    const auth = { name: 'a', password: 'p', host: 'b', kind: 'pair' };
    const connection = new XmppConnection((server.address() as AddressInfo).port, { auth, conversation: 'd@b' }, meter);
    closers.push(() => connection.close());
    await connection.opened();
    meter.begin(1, true);
    meter.beginWindow();
    connection.sendMessage(meter.take(performance.now()));
    await waitFor(() => meter.windowAcks === 1 && /<a [^>]*h='1'/.test(heard));
    expect(asked).toContain(`<body>${toText(0)}</body>`);
    expect(meter.settle()).toBe(1);
    expect([meter.windowDeliveries, meter.duplicates]).toEqual([1, 0]);
  });

  test('a server that refuses the password is an error with its words', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) =>
        socket.write(bytes.includes('<auth') ? '<failure><not-authorized/></failure>' : '<stream:features/>'),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const peer = { auth: { name: 'a', password: 'p', host: 'b', kind: 'idle' }, conversation: '' };
    const connection = new XmppConnection((server.address() as AddressInfo).port, peer, new Meter());
    await expect(connection.opened()).rejects.toThrow(/not-authorized/);
  });
});

/** Five bytes at a time, each in a packet of its own. */
async function dribble(socket: Socket, text: string): Promise<void> {
  socket.setNoDelay(true);
  for (let at = 0; at < text.length; at += 5) {
    socket.write(text.slice(at, at + 5));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
