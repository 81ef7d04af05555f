// @ts-check
import { directScene, letsappScene, relayScene, roomsScene } from '../targets/dialect-scenes.mjs';
import { COMFORT, ramp } from './ramp.mjs';
import { figure, notesOf, withServer } from './workload.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../types.ts').Options} Options */
/** @typedef {import('../types.ts').Target} Target */

const START_RATE = 400;
/** So fast that messages meet in batches, whatever the latencies become: what a delivery costs then. */
const BUSY_RATE = 2000;
const WARM_UP_SECONDS = 2;
const GIVE_UP_AFTER = 1500;

/** The limit of the dialect `rooms` is a setting of its own; here few people do the work of many. */
export const ENVIRONMENT = { RATE_LIMIT_MESSAGES: '1000000', RATE_LIMIT_WINDOW: '1' };

/**
 * One way to speak to the server, and which other it is compared with: where a dialect has rooms or groups, v1 in a room of
 * as many; where it has only conversations of two, v1 in as many pairs.
 * @typedef {object} Speaker
 * @property {string} name
 * @property {import('../types.ts').WireId} wire
 * @property {string} beside
 * @property {(target: Target, server: import('../types.ts').RunningServer, clients: number) => Promise<import('../types.ts').Scene>} toScene
 */

/** @type {Speaker[]} */
export const speakers = [
  { name: 'v1', wire: 'v1', beside: 'v1', toScene: (target, server, clients) => target.room(server, clients) },
  { name: 'rooms', wire: 'rooms', beside: 'v1', toScene: (_, server, clients) => roomsScene(server, clients) },
  { name: 'letsapp', wire: 'letsapp', beside: 'v1', toScene: (_, server, clients) => letsappScene(server, clients) },
  { name: 'relay', wire: 'relay', beside: 'v1', toScene: (_, server, clients) => relayScene(server, clients) },
  {
    name: 'v1, pairs',
    wire: 'v1',
    beside: 'v1, pairs',
    toScene: (target, server, clients) => target.pairs(server, clients / 2),
  },
  {
    name: 'direct, pairs',
    wire: 'direct',
    beside: 'v1, pairs',
    toScene: (_, server, clients) => directScene(server, clients / 2),
  },
];

/**
 * The room of A, driven through each dialect's own wire, beside v1 in the same run. The dialect `assistant` has no sockets
 * and nobody who hears a message, so there is nothing of the kind to measure.
 * @type {import('./workload.mjs').Workload}
 */
export async function measureDialects(target, options) {
  /** @type {Map<string, { rate: number, cpu: number, cpuBusy: number }>} */
  const measured = new Map();
  const figures = [];
  const notes = [];
  const steps = [];
  for (const speaker of speakers) {
    const outcome = await measureSpeaker(speaker, target, options);
    measured.set(speaker.name, outcome);
    const { rate, cpu, cpuBusy } = measured.get(speaker.beside) ?? outcome;
    const own = [
      figure(`deliveries at p99 ≤ ${COMFORT} ms`, '1/s', outcome.rate, 'high'),
      figure('to v1', '×', outcome.rate / rate, 'high'),
      figure(`server CPU per million deliveries at ${START_RATE} messages a second`, 's', outcome.cpu, 'low'),
      figure('that to v1', '×', outcome.cpu / cpu, 'low'),
      figure(`server CPU per million deliveries at ${BUSY_RATE} messages a second`, 's', outcome.cpuBusy, 'low'),
      figure('and that to v1', '×', outcome.cpuBusy / cpuBusy, 'low'),
      figure('generator at the highest rate', '% of a core', outcome.generatorShare * 100, 'low'),
    ];
    figures.push(...own.map((one) => ({ ...one, column: speaker.name })));
    notes.push(...outcome.notes.map((note) => `${speaker.name}: ${note}`));
    steps.push(...outcome.steps);
  }
  notes.push('assistant: REST alone, nobody hears what another one writes; left out');
  return { figures, notes, steps };
}

/** @param {Speaker} speaker @param {Target} target @param {Options} options */
function measureSpeaker({ wire, toScene }, target, options) {
  return withServer(target, { environment: ENVIRONMENT }, async (server, generator) => {
    const { peers, ...scene } = await toScene(target, server, options.clients);
    await generator.open({ wire, port: server.port, peers });
    const run = (/** @type {number} */ rate, /** @type {number} */ seconds) =>
      generator.step({ ...scene, serverPid: server.pid, giveUpAfter: GIVE_UP_AFTER, rate, seconds });
    await run(START_RATE, WARM_UP_SECONDS);
    const steady = await run(START_RATE, options.stepSeconds);
    const busy = await run(BUSY_RATE, options.stepSeconds);
    const { atComfort, steps } = await ramp(run, (step) => step.deliveryP99, {
      startRate: START_RATE,
      stepSeconds: options.stepSeconds,
    });
    return {
      rate: atComfort?.deliveriesPerSecond ?? 0,
      cpu: cpuPerMillion(steady),
      cpuBusy: cpuPerMillion(busy),
      generatorShare: atComfort?.generatorShare ?? Number.NaN,
      notes: [
        ...notesOf(steady).map((note) => `at ${START_RATE} messages a second: ${note}`),
        ...(atComfort === undefined ? ['no rate held'] : notesOf(atComfort)),
      ],
      steps: [steady, busy, ...steps],
    };
  });
}

/** @param {import('../types.ts').StepResult} step */
function cpuPerMillion(step) {
  return (step.serverCpuSeconds / (step.deliveriesPerSecond * step.seconds)) * 1e6;
}
