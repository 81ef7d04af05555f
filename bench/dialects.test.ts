import { afterEach, expect, test } from 'vitest';
import { startTestServer } from '../packages/server/test/support/server.ts';
import { Connection } from './generator/connection.mjs';
import { Meter } from './generator/meter.mjs';
import { makeWire } from './generator/wires.mjs';
import { directScene, letsappScene, relayScene, roomsScene } from './targets/dialect-scenes.mjs';

const CLIENTS = 4;
const MESSAGES = 12;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openScene(dialect: keyof typeof scenes, environment: Record<string, string> = {}) {
  const server = await startTestServer({ PASSWORDLESS: 'on', RATE_LIMITS: 'off', ...environment });
  closers.push(() => server.stop());
  const port = Number(new URL(server.url).port);
  const neverAsked = () => Promise.reject(new Error('The test owns the server.'));
  const running = { pid: process.pid, port, dataDirectory: server.dataFolder, memory: neverAsked, stop: neverAsked };
  const scene = await scenes[dialect](running, dialect === 'direct' ? CLIENTS / 2 : CLIENTS);
  const meter = new Meter();
  const wire = makeWire(dialect, meter);
  const connections = scene.peers.map((peer) => new Connection(port, peer, wire, meter));
  closers.push(() => connections.map((connection) => connection.close()));
  await Promise.all(connections.map((connection) => connection.opened()));
  meter.begin(scene.deliveriesPerMessage, scene.acked);
  meter.beginWindow();
  return { scene, meter, connections };
}

const scenes = { rooms: roomsScene, letsapp: letsappScene, relay: relayScene, direct: directScene };

test.each(Object.keys(scenes) as (keyof typeof scenes)[])(
  'in the words of %s every message reaches everybody who is to hear it, once',
  async (dialect) => {
    const { scene, meter, connections } = await openScene(dialect);
    for (let message = 0; message < MESSAGES; message += 1) {
      connections[message % CLIENTS]?.sendMessage(meter.take(performance.now()));
    }
    await expect.poll(() => meter.oldestOpenAge(), { timeout: 10_000 }).toBe(0);
    expect(meter.settle()).toBe(MESSAGES);
    expect(meter).toMatchObject({
      windowDeliveries: MESSAGES * scene.deliveriesPerMessage,
      windowAcks: scene.acked ? MESSAGES : 0,
      duplicates: 0,
      refused: 0,
      closed: 0,
    });
  },
);

test('what a dialect refuses is counted with its words', async () => {
  const { meter, connections } = await openScene('rooms', { RATE_LIMIT_MESSAGES: '1' });
  for (let message = 0; message < 2; message += 1) connections[0]?.sendMessage(meter.take(performance.now()));
  await expect.poll(() => meter.refused, { timeout: 10_000 }).toBe(1);
  expect(meter.refusal).toContain('Rate limit exceeded');
});
