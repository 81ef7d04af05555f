// @ts-check
import { COMFORT, ramp, STOP_AT } from './ramp.mjs';
import { figure, notesOf, withServer } from './workload.mjs';

const START_RATE = 400;
const GIVE_UP_AFTER = 1500;
const WARM_UP_RATE = 300;
/** Until what a message runs through is compiled: a server that has just started is not what this is about. */
const WARM_UP_SECONDS = 10;

/** A: one room in which everybody writes and everybody hears, ever faster. @type {import('./workload.mjs').Workload} */
export function measureRoom(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const { peers, ...scene } = await target.room(server, options.clients);
    await generator.open({ wire: target.wire, port: server.port, peers });
    const request = { ...scene, serverPid: server.pid, giveUpAfter: GIVE_UP_AFTER };
    const result = await ramp(
      (rate, seconds) => generator.step({ ...request, rate, seconds }),
      (step) => step.deliveryP99,
      { startRate: START_RATE, stepSeconds: options.stepSeconds },
    );
    const { atStop, atComfort } = result;
    return {
      figures: [
        figure(`deliveries at p99 ≤ ${COMFORT} ms`, '1/s', atComfort?.deliveriesPerSecond ?? 0, 'high'),
        figure(`deliveries at p99 ≤ ${STOP_AT} ms`, '1/s', atStop?.deliveriesPerSecond ?? 0, 'high'),
        figure('server CPU per million deliveries', 's', atComfort ? cpuPerMillion(atComfort) : Number.NaN, 'low'),
        figure('p50 at that rate', 'ms', atComfort?.deliveryP50 ?? Number.NaN, 'low'),
        figure('p99 at that rate', 'ms', atComfort?.deliveryP99 ?? Number.NaN, 'low'),
        figure('generator at that rate', '% of a core', (atComfort?.generatorShare ?? Number.NaN) * 100, 'low'),
      ],
      notes: notesAbout(result),
      steps: result.steps,
    };
  });
}

/** A-low: the same room so slowly that no two messages meet. @type {import('./workload.mjs').Workload} */
export function measureLowRate(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const { peers, ...scene } = await target.room(server, options.clients);
    await generator.open({ wire: target.wire, port: server.port, peers });
    const request = { ...scene, serverPid: server.pid, giveUpAfter: GIVE_UP_AFTER };
    await generator.step({ ...request, rate: WARM_UP_RATE, seconds: WARM_UP_SECONDS });
    const step = await generator.step({ ...request, rate: options.lowRate, seconds: options.lowSeconds });
    return {
      figures: [
        figure('server CPU per million deliveries', 's', cpuPerMillion(step), 'low'),
        figure('p50', 'ms', step.deliveryP50, 'low'),
        figure('p99', 'ms', step.deliveryP99, 'low'),
        figure('generator', '% of a core', step.generatorShare * 100, 'low'),
      ],
      notes: notesOf(step),
      steps: [step],
    };
  });
}

/** @param {import('../types.ts').StepResult} step */
function cpuPerMillion(step) {
  return (step.serverCpuSeconds / (step.deliveriesPerSecond * step.seconds)) * 1e6;
}

/** @param {Awaited<ReturnType<typeof ramp>>} result */
function notesAbout({ steps, atStop, atComfort }) {
  const chosen = [...new Set([atComfort, atStop])].filter((step) => step !== undefined);
  const notes = chosen.flatMap(notesOf);
  const last = steps.at(-1);
  if (last !== undefined && chosen.length > 0) notes.push(...notesOf(last).map((note) => `last step: ${note}`));
  return notes;
}
