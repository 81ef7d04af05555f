// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratorProcess } from '../process/generator-process.mjs';
import { COMFORT, ramp } from './ramp.mjs';
import { figure, notesOf } from './workload.mjs';

/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {import('../types.ts').Target} Target */
/** @typedef {import('../types.ts').Options} Options */

const START_RATE = 200;
const GIVE_UP_AFTER = 1500;
/** Node one has the servers' core. Node two shares the other with the generator and the database: two cores are no more. */
const CORES = ['0', '1'];

/**
 * G: the room of A on two nodes, half of the connections on each, against one node. All nodes have one database and one
 * bus. Where there are fewer cores than nodes and programs beside them, the CPU for a delivery says what more would give.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureNodes(target, options) {
  const one = await measureOn(1, target, options);
  const two = await measureOn(2, target, options);
  return {
    figures: [...one.figures, ...two.figures, figure('two nodes against one', '×', two.rate / one.rate, 'high')],
    notes: [...new Set([...one.notes, ...two.notes])],
    steps: [...one.steps, ...two.steps],
  };
}

/** @param {number} count @param {Target} target @param {Options} options */
async function measureOn(count, target, options) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  /** @type {RunningServer[]} */
  const nodes = [];
  const generator = new GeneratorProcess();
  try {
    // One folder: the nodes share their secrets by it, and their database.
    for (const core of CORES.slice(0, count)) nodes.push(await target.start({ dataDirectory, core }));
    const [first] = nodes;
    if (first === undefined) throw new Error('There is no node.');
    const { peers, ...scene } = await target.room(first, options.clients);
    for (const [index, node] of nodes.entries()) {
      const own = peers.filter((_, place) => place % count === index);
      await generator.open({ wire: target.wire, port: node.port, peers: own });
    }
    const request = { ...scene, serverPid: nodes.map((node) => node.pid), giveUpAfter: GIVE_UP_AFTER };
    const { atComfort, steps } = await ramp(
      (rate, seconds) => generator.step({ ...request, rate, seconds }),
      (step) => step.deliveryP99,
      { startRate: START_RATE, stepSeconds: options.stepSeconds },
    );
    const name = count === 1 ? 'one node' : `${count} nodes`;
    const rate = atComfort?.deliveriesPerSecond ?? 0;
    const cpu = atComfort ? (atComfort.serverCpuSeconds / (rate * atComfort.seconds)) * 1e6 : Number.NaN;
    return {
      rate,
      figures: [
        figure(`${name}: deliveries at p99 ≤ ${COMFORT} ms`, '1/s', rate, 'high'),
        figure(`${name}: CPU of all nodes per million deliveries`, 's', cpu, 'low'),
        figure(
          `${name}: other programs (database, bus)`,
          '% of a core',
          (atComfort?.otherShare ?? Number.NaN) * 100,
          'low',
        ),
        figure(`${name}: generator`, '% of a core', (atComfort?.generatorShare ?? Number.NaN) * 100, 'low'),
      ],
      notes: atComfort === undefined ? [`${name}: no rate held`] : notesOf(atComfort),
      steps: steps.map((step) => ({ ...step, nodes: count })),
    };
  } finally {
    await generator.stop();
    for (const node of nodes) await node.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
