// @ts-check
import { cpuSeconds } from '../process/usage.mjs';
import { waitUntilIdle } from '../process/wait-until-idle.mjs';
import { makeAway } from '../targets/away-scene.mjs';
import { figure, withServer } from './workload.mjs';

/** Messages that each of them has missed. */
const MISSED = 25;

/** E: everybody who was away comes back in the same moment, each with a token. @type {import('./workload.mjs').Workload} */
export function measureReconnect(target, options) {
  return withServer(target, {}, async (server, generator) => {
    const clients = options.awayClients;
    const peers = await makeAway(server, { clients, missed: MISSED });
    await waitUntilIdle(server.pid);
    const before = cpuSeconds(server.pid);
    const { took, p50, p99, marks, triesAgain, generatorShare } = await generator.reconnect({
      wire: target.wire,
      port: server.port,
      peers,
    });
    const cpu = cpuSeconds(server.pid) - before;
    // The last message of a conversation comes in its summary, too, so there may be more.
    if (marks < clients * MISSED)
      throw new Error(`${clients} clients missed ${clients * MISSED} messages and were told ${marks}.`);
    return {
      figures: [
        figure(`${clients} clients, ${MISSED} messages missed: all current after`, 'ms', took, 'low'),
        figure('half of them after', 'ms', p50, 'low'),
        figure('99 % of them after', 'ms', p99, 'low'),
        figure('server CPU per client', 'ms', (cpu / clients) * 1000, 'low'),
        figure('generator', '% of a core', generatorShare * 100, 'low'),
      ],
      notes: triesAgain === 0 ? [] : [`${triesAgain} times somebody was cut off before being current, and tried again`],
      steps: [],
    };
  });
}
