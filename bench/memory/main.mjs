// @ts-check
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { targets } from '../targets/index.mjs';
import { withServer } from '../workloads/workload.mjs';
import { compareHeaps, readHeap } from './read-heap.mjs';

/** What an idle connection keeps in the heap, thing by thing. The first ones are not counted: caches fill with them. */
const { values } = parseArgs({
  options: { target: { type: 'string', default: 'parlance' }, connections: { type: 'string', default: '1000' } },
});
const target = targets[/** @type {import('../types.ts').TargetId} */ (values.target)];
const connections = Number(values.connections);
if (target === undefined || !Number.isInteger(connections) || connections < 10) {
  console.error('node bench/memory/main.mjs [--target parlance|floor-socketio|floor-ws] [--connections <n>, 1000]');
  process.exit(2);
}
const first = Math.floor(connections / 4);
await withServer(target, { probe: true }, async (server, generator) => {
  const { peers } = await target.idle(server, connections + first);
  const endpoint = { wire: target.wire, port: server.port };
  await generator.open({ ...endpoint, peers: peers.slice(0, first) });
  const before = await takeHeap(server);
  await generator.open({ ...endpoint, peers: peers.slice(first) });
  const grown = compareHeaps(before, await takeHeap(server), connections);
  console.log(`bytes    things   for each of ${connections} idle connections of ${target.id}`);
  for (const { what, bytes, count } of grown.slice(0, 60)) {
    console.log(`${bytes.toFixed(0).padStart(6)} ${count.toFixed(2).padStart(8)}   ${what}`);
  }
  console.log(
    `${grown
      .reduce((sum, { bytes }) => sum + bytes, 0)
      .toFixed(0)
      .padStart(6)}            all`,
  );
});

/** @param {import('../types.ts').RunningServer} server */
async function takeHeap(server) {
  await server.memory();
  const file = (await server.heap?.()) ?? '';
  try {
    return readHeap(file);
  } finally {
    rmSync(file, { force: true });
  }
}
