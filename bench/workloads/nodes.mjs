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
/** @typedef {import('../types.ts').StepResult} StepResult */

const START_RATE = 200;
const GIVE_UP_AFTER = 1500;
/** Node one has the servers' core. Node two shares the other with the generator and the database: two cores are no more. */
const CORES = ['0', '1'];

/**
 * G: the room of A on two nodes, half of the connections on each, against one node. All nodes have one database and one
 * bus. Where there are fewer cores than nodes and programs beside them, the CPU for a delivery says what more would give:
 * at one rate, because the faster messages come, the more of them are written together.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureNodes(target, options) {
  const two = await measureOn(2, target, options);
  const one = await measureOn(1, target, options, two.held?.rate);
  return {
    figures: [
      ...one.figures,
      ...two.figures,
      figure('two nodes against one', '×', rateOf(two.held) / rateOf(one.held), 'high'),
      figure('one node at the rate of two: CPU per million deliveries', 's', cpuOf(one.also), 'low'),
      figure('two nodes with a core each, by CPU at that rate', '×', (2 * cpuOf(one.also)) / cpuOf(two.held), 'high'),
    ],
    notes: [...new Set([...one.notes, ...two.notes])],
    steps: [...one.steps, ...two.steps],
  };
}

/** @param {number} count @param {Target} target @param {Options} options @param {number} [alsoAt] a rate to measure beside */
async function measureOn(count, target, options, alsoAt) {
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
    const runStep = (/** @type {number} */ rate, /** @type {number} */ seconds) =>
      generator.step({ ...request, rate, seconds });
    const { atComfort: held, steps } = await ramp(runStep, (step) => step.deliveryP99, {
      startRate: START_RATE,
      stepSeconds: options.stepSeconds,
    });
    const also = alsoAt === undefined ? undefined : await runStep(alsoAt, options.stepSeconds);
    const name = count === 1 ? 'one node' : `${count} nodes`;
    return {
      held,
      also,
      figures: [
        figure(`${name}: deliveries at p99 ≤ ${COMFORT} ms`, '1/s', rateOf(held), 'high'),
        figure(`${name}: CPU of all nodes per million deliveries`, 's', cpuOf(held), 'low'),
        figure(`${name}: other programs (database, bus)`, '% of a core', (held?.otherShare ?? Number.NaN) * 100, 'low'),
        figure(`${name}: generator`, '% of a core', (held?.generatorShare ?? Number.NaN) * 100, 'low'),
      ],
      notes: held === undefined ? [`${name}: no rate held`] : notesOf(held),
      steps: [...steps, ...(also === undefined ? [] : [also])].map((step) => ({ ...step, nodes: count })),
    };
  } finally {
    await generator.stop();
    for (const node of nodes) await node.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** @param {StepResult | undefined} step */
function rateOf(step) {
  return step?.deliveriesPerSecond ?? 0;
}

/** CPU seconds of all nodes for a million deliveries. @param {StepResult | undefined} step */
function cpuOf(step) {
  return step === undefined ? Number.NaN : (step.serverCpuSeconds / (step.deliveriesPerSecond * step.seconds)) * 1e6;
}
