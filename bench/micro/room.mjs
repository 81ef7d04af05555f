// @ts-check
import { parseArgs } from 'node:util';
import { pinSelf } from '../process/pin.mjs';
import { targets } from '../targets/index.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * A at fixed rates: what a message to a room costs the whole server, sockets included. CPU rather than time, so that it can
 * be measured on a machine that does other work as well. `--profile <folder>` leaves a CPU profile there.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'parlance' },
    rates: { type: 'string', default: '500,2000,4000' },
    seconds: { type: 'string', default: '5' },
    people: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});

const target = targets[/** @type {import('../types.ts').TargetId} */ (values.target)];
pinSelf();
const profile = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
await withServer(target, { execArgv: profile }, async (server, generator) => {
  const { peers, ...scene } = await target.room(server, Number(values.people));
  await generator.open({ wire: target.wire, port: server.port, peers });
  for (const rate of values.rates.split(',').map(Number)) {
    const request = { ...scene, serverPid: server.pid, giveUpAfter: 3000, rate, seconds: Number(values.seconds) };
    const step = await generator.step(request);
    const deliveries = step.deliveriesPerSecond * step.seconds;
    const each = (step.serverCpuSeconds / deliveries) * 1e6;
    process.stdout.write(
      `${rate}/s: ${(each * scene.deliveriesPerMessage).toFixed(1)} µs CPU a message, ${each.toFixed(2)} a delivery, ` +
        `${Math.round(step.deliveriesPerSecond / 1000)} k deliveries/s, server ${Math.round(step.serverShare * 100)} %, ` +
        `generator ${Math.round(step.generatorShare * 100)} %, p50 ${step.deliveryP50.toFixed(1)} p99 ${step.deliveryP99.toFixed(1)} ms` +
        `${step.complete === step.sent ? '' : `, ${step.sent - step.complete} unfinished`}\n`,
    );
  }
});
