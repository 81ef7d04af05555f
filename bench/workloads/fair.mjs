// @ts-check
import { GeneratorProcess } from '../process/generator-process.mjs';
import { median } from '../statistics.mjs';
import { figure, notesOf, withServer } from './workload.mjs';

/** @typedef {import('../types.ts').StepResult} StepResult */
/** @typedef {{ alone: StepResult, beside: StepResult, flood: StepResult }} Round */

const QUIET_RATE = 50;
/** The flooders yield to the quiet room's own generator, which shares their core: its waiting is not the server's. */
const FLOOD_NICENESS = 10;
const FIRST_FLOOD = 1000;
const FLOOD_FACTOR = 1.4;
const PROBE_SECONDS = 1;
/** From here on the server is saturated: its one thread for events and writes has no time left. */
const SATURATED = 0.95;
const MOST_PROBES = 12;
/** Twice in a row, because a first second that is slow, such as one in which statements are prepared, is no flood. */
const TIMES_SATURATED = 2;
/** A 99th percentile needs more than a hundred messages. */
const STEPS = 4;
/** How much more is due in the flooded room than the server has ever done. */
const EXCESS = 1.1;
const ROUNDS = 3;
/** What the flooders wait for may wait: it is the quiet room that must not. */
const FLOOD_PATIENCE = 60_000;

/**
 * fair: two people who write now and then, first alone on the server, then beside a room in which so many write so much
 * that the server is saturated. Each round measures both, so that a machine that drifts does so for both.
 * @type {import('./workload.mjs').Workload}
 */
export function measureFair(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const flooders = new GeneratorProcess({ niceness: FLOOD_NICENESS });
    try {
      const quiet = await enter(target, server, generator, await target.pairs(server, 1));
      const flooded = await enter(target, server, flooders, await target.room(server, options.flooders));
      const rate = await findFlood((step) => flooders.step({ ...flooded, ...step }));
      const seconds = options.stepSeconds * STEPS;
      const rounds = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const alone = await generator.step({ ...quiet, rate: QUIET_RATE, seconds });
        const flooding = flooders.step({ ...flooded, rate, seconds: seconds * 1.5 });
        const beside = await generator.step({ ...quiet, rate: QUIET_RATE, seconds });
        rounds.push({ alone, beside, flood: await flooding });
      }
      return present(rounds);
    } finally {
      await flooders.stop();
    }
  });
}

/**
 * @param {import('../types.ts').Target} target @param {import('../types.ts').RunningServer} server
 * @param {GeneratorProcess} generator @param {import('../types.ts').Scene} scene
 */
async function enter(target, server, generator, { peers, ...scene }) {
  await generator.open({ wire: target.wire, port: server.port, peers });
  return { ...scene, serverPid: server.pid, giveUpAfter: FLOOD_PATIENCE };
}

/** A little more than the server can take. @param {(step: { rate: number, seconds: number }) => Promise<StepResult>} flood */
async function findFlood(flood) {
  let most = 0;
  let saturated = 0;
  for (let probe = 0, rate = FIRST_FLOOD; probe < MOST_PROBES; probe += 1) {
    const { serverShare, acksPerSecond } = await flood({ rate, seconds: PROBE_SECONDS });
    most = Math.max(most, acksPerSecond);
    saturated = serverShare >= SATURATED || acksPerSecond < rate / FLOOD_FACTOR ? saturated + 1 : 0;
    if (saturated === TIMES_SATURATED) return most * EXCESS;
    if (saturated === 0) rate *= FLOOD_FACTOR;
  }
  throw new Error(`The server was not saturated by ${Math.round(most)} messages a second.`);
}

/** @param {Round[]} rounds @returns {import('./workload.mjs').Outcome} */
function present(rounds) {
  const of = (/** @type {(round: Round) => number} */ read) => median(rounds.map(read));
  const ratio = (/** @type {'ackP99' | 'deliveryP99'} */ name) => of(({ alone, beside }) => beside[name] / alone[name]);
  return {
    figures: [
      figure('send → ack p99 beside a flooded room, to that alone', '×', ratio('ackP99'), 'low'),
      figure('send → received p99 beside a flooded room, to that alone', '×', ratio('deliveryP99'), 'low'),
      ...[
        { what: 'alone', read: (/** @type {Round} */ round) => round.alone },
        { what: 'beside a flooded room', read: (/** @type {Round} */ round) => round.beside },
      ].flatMap(({ what, read }) => [
        figure(
          `send → ack p50 ${what}`,
          'ms',
          of((round) => read(round).ackP50),
          'low',
        ),
        figure(
          `send → ack p99 ${what}`,
          'ms',
          of((round) => read(round).ackP99),
          'low',
        ),
        figure(
          `send → received p99 ${what}`,
          'ms',
          of((round) => read(round).deliveryP99),
          'low',
        ),
      ]),
      figure(
        'flood: messages due',
        '1/s',
        of(({ flood }) => flood.rate),
        'high',
      ),
      figure(
        'flood: messages acked',
        '1/s',
        of(({ flood }) => flood.acksPerSecond),
        'high',
      ),
      figure(
        'flood: send → ack p99',
        'ms',
        of(({ flood }) => flood.ackP99),
        'low',
      ),
      figure(
        'server beside the flood',
        '% of a core',
        of(({ beside }) => beside.serverShare * 100),
        'low',
      ),
    ],
    notes: rounds.flatMap(({ alone, beside, flood }) => [
      ...notesOf(alone).map((note) => `alone: ${note}`),
      ...notesOf(beside).map((note) => `beside: ${note}`),
      ...notesOf(flood).map((note) => `flood: ${note}`),
    ]),
    steps: rounds.flatMap(({ alone, beside, flood }) => [alone, beside, flood]),
  };
}
