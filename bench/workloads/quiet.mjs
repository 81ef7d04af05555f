// @ts-check
import { measureFdatasync } from '../floors/fdatasync.mjs';
import { figure, withServer } from './workload.mjs';

const INTERVAL = 10;
/** So many messages later the time for one hardly falls any more. */
const UNTIL_WARM = 5_000;

/**
 * Q: one sender on a quiet server, just started and some thousand messages later, beside what a durable write costs on this disk.
 * @type {import('./workload.mjs').Workload}
 */
export function measureQuiet(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const { peers, deliveriesPerMessage } = await target.pairs(server, 1);
    await generator.open({ wire: target.wire, port: server.port, peers });
    const disk = await measureFdatasync(0);
    const pausing = await measureFdatasync(INTERVAL);
    const request = { samples: options.quietSamples, interval: INTERVAL, deliveriesPerMessage };
    const answer = await generator.quiet(request);
    const warm = await generator.quiet({ ...request, warmUp: UNTIL_WARM });
    return {
      figures: [
        figure('send → ack p50', 'ms', answer.p50, 'low'),
        figure('send → ack p99', 'ms', answer.p99, 'low'),
        figure('warm: send → ack p50', 'ms', warm.p50, 'low'),
        figure('warm: send → ack p99', 'ms', warm.p99, 'low'),
        figure('fdatasync p50', 'ms', disk.p50, 'low'),
        figure('fdatasync p99', 'ms', disk.p99, 'low'),
        figure(`fdatasync every ${INTERVAL} ms, p50`, 'ms', pausing.p50, 'low'),
        figure(`fdatasync every ${INTERVAL} ms, p99`, 'ms', pausing.p99, 'low'),
      ],
      notes: [],
      steps: [],
    };
  });
}
