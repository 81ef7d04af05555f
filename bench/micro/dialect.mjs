// @ts-check
import { parseArgs } from 'node:util';
import { pinSelf } from '../process/pin.mjs';
import { targets } from '../targets/index.mjs';
import { ENVIRONMENT, speakers } from '../workloads/dialects.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * What a message costs the whole server through each wire, at fixed rates: CPU rather than time, so that it can be measured
 * on a machine that does other work as well. `--profile <folder>` leaves a CPU profile of each there.
 */
const { values } = parseArgs({
  options: {
    speakers: { type: 'string', default: speakers.map((speaker) => speaker.name).join(';') },
    rates: { type: 'string', default: '2000,4000,8000' },
    seconds: { type: 'string', default: '4' },
    people: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});

pinSelf();
const profile = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
const target = targets.parlance;
for (const name of values.speakers.split(';')) {
  const speaker = speakers.find((one) => one.name === name);
  if (speaker === undefined) throw new Error(`“${name}” is none of ${speakers.map((one) => one.name).join('; ')}.`);
  await withServer(target, { environment: ENVIRONMENT, execArgv: profile }, async (server, generator) => {
    const { peers, ...scene } = await speaker.toScene(target, server, Number(values.people));
    await generator.open({ wire: speaker.wire, port: server.port, peers });
    for (const rate of values.rates.split(',').map(Number)) {
      const request = { ...scene, serverPid: server.pid, giveUpAfter: 3000, rate, seconds: Number(values.seconds) };
      const step = await generator.step(request);
      const deliveries = step.deliveriesPerSecond * step.seconds;
      const each = (step.serverCpuSeconds / deliveries) * 1e6;
      process.stdout.write(
        `${name} ${rate}/s: ${(each * scene.deliveriesPerMessage).toFixed(1)} µs CPU a message, ` +
          `${Math.round(step.deliveriesPerSecond / 1000)} k deliveries/s, server ${Math.round(step.serverShare * 100)} %, ` +
          `generator ${Math.round(step.generatorShare * 100)} %, p50 ${step.deliveryP50.toFixed(1)} p99 ${step.deliveryP99.toFixed(1)} ms` +
          `${step.complete === step.sent ? '' : `, ${step.sent - step.complete} unfinished`}\n`,
      );
    }
  });
}
