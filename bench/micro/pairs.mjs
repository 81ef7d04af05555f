// @ts-check
import { parseArgs } from 'node:util';
import { pinSelf } from '../process/pin.mjs';
import { watchBackends } from '../process/postgres-usage.mjs';
import { targets } from '../targets/index.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * B at fixed rates: what a durable, acked message costs the whole server, sockets included. CPU rather than time, so that
 * it can be measured on a machine that does other work as well. With `--target parlance-postgres` that of PostgreSQL’s
 * processes for this database beside. `--profile <folder>` leaves a CPU profile there.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'parlance' },
    rates: { type: 'string', default: '1000,2000,3000' },
    seconds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '500' },
    profile: { type: 'string' },
  },
});

const target = targets[/** @type {import('../types.ts').TargetId} */ (values.target)];
pinSelf();
const profile = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
await withServer(target, { execArgv: profile }, async (server, generator) => {
  const { peers, ...scene } = await target.pairs(server, Number(values.pairs));
  await generator.open({ wire: target.wire, port: server.port, peers });
  for (const rate of values.rates.split(',').map(Number)) {
    const request = { ...scene, serverPid: server.pid, giveUpAfter: 3000, rate, seconds: Number(values.seconds) };
    const backends = server.databaseUrl === undefined ? undefined : await watchBackends(server.databaseUrl);
    const step = await generator.step(request);
    const outside = await backends?.stop();
    const each = (step.serverCpuSeconds / (step.acksPerSecond * step.seconds)) * 1e6;
    process.stdout.write(
      `${rate}/s: ${each.toFixed(1)} µs CPU a message, ` +
        (outside === undefined
          ? ''
          : `${((outside.cpuSeconds / step.complete) * 1e6).toFixed(1)} µs of PostgreSQL’s, `) +
        `${Math.round(step.acksPerSecond)} acks/s, ` +
        `server ${Math.round(step.serverShare * 100)} %, ack p50 ${step.ackP50.toFixed(1)} p99 ${step.ackP99.toFixed(1)} ms` +
        `${step.complete === step.sent ? '' : `, ${step.sent - step.complete} unfinished`}\n`,
    );
  }
});
