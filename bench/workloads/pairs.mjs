// @ts-check
import { COMFORT, ramp, STOP_AT } from './ramp.mjs';
import { figure, notesOf, withServer } from './workload.mjs';

const START_RATE = 1500;
const GIVE_UP_AFTER = 1500;

/** B: many pairs that write to each other; every message is answered. @type {import('./workload.mjs').Workload} */
export function measurePairs(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const { peers, ...scene } = await target.pairs(server, options.pairs);
    await generator.open({ wire: target.wire, port: server.port, peers });
    const request = { ...scene, serverPid: server.pid, giveUpAfter: GIVE_UP_AFTER };
    const result = await ramp(
      (rate, seconds) => generator.step({ ...request, rate, seconds }),
      (step) => Math.max(step.ackP99, step.deliveryP99),
      { startRate: START_RATE, stepSeconds: options.stepSeconds },
    );
    const { atStop, atComfort, steps } = result;
    const chosen = [...new Set([atComfort, atStop])].filter((step) => step !== undefined);
    return {
      figures: [
        figure(`acked messages at p99 ≤ ${COMFORT} ms`, '1/s', atComfort?.acksPerSecond ?? 0, 'high'),
        figure(`acked messages at p99 ≤ ${STOP_AT} ms`, '1/s', atStop?.acksPerSecond ?? 0, 'high'),
        figure('server CPU per million messages', 's', atComfort ? cpuPerMillion(atComfort) : Number.NaN, 'low'),
        figure('ack p50 at that rate', 'ms', atComfort?.ackP50 ?? Number.NaN, 'low'),
        figure('ack p99 at that rate', 'ms', atComfort?.ackP99 ?? Number.NaN, 'low'),
        figure('generator at that rate', '% of a core', (atComfort?.generatorShare ?? Number.NaN) * 100, 'low'),
      ],
      notes: [
        ...chosen.flatMap(notesOf),
        ...steps
          .slice(-1)
          .flatMap(notesOf)
          .map((note) => `last step: ${note}`),
      ],
      steps,
    };
  });
}

/** @param {import('../types.ts').StepResult} step */
function cpuPerMillion(step) {
  return (step.serverCpuSeconds / (step.acksPerSecond * step.seconds)) * 1e6;
}
