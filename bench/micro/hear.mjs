// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GeneratorProcess } from '../process/generator-process.mjs';
import { pinSelf } from '../process/pin.mjs';
import { dropKeptDatabases } from '../process/postgres.mjs';
import { watchBackends } from '../process/postgres-usage.mjs';
import { cpuSeconds } from '../process/usage.mjs';
import { targets } from '../targets/index.mjs';

/**
 * What a message costs a node that only hears of it: two nodes on PostgreSQL and the bus, all people connected to the
 * first. CPU of the second, less what it takes while nothing is said, for each message. `--profile <folder>` leaves a CPU
 * profile of it there.
 */
const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '100,1000,2000' },
    seconds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '200' },
    profile: { type: 'string' },
  },
});

const target = targets['parlance-postgres'];
const seconds = Number(values.seconds);
pinSelf();
const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-hear-'));
const profile = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
const speaking = await target.start({ dataDirectory, core: '0' });
const hearing = await target.start({ dataDirectory, core: '0', execArgv: profile });
const generator = new GeneratorProcess();
try {
  const { peers, ...scene } = await target.pairs(speaking, Number(values.pairs));
  await generator.open({ wire: target.wire, port: speaking.port, peers });
  const before = cpuSeconds(hearing.pid);
  await pause(seconds * 1000);
  const quiet = (cpuSeconds(hearing.pid) - before) / seconds;
  process.stdout.write(`while nothing is said: ${(quiet * 100).toFixed(2)} % of a core\n`);
  for (const rate of values.rates.split(',').map(Number)) {
    const backends = await watchBackends(hearing.databaseUrl ?? '');
    const began = performance.now();
    const atFirst = cpuSeconds(hearing.pid);
    const step = await generator.step({ ...scene, serverPid: speaking.pid, giveUpAfter: 3000, rate, seconds });
    const took = (performance.now() - began) / 1000;
    const each = ((cpuSeconds(hearing.pid) - atFirst - quiet * took) / step.complete) * 1e6;
    const outside = await backends.stop();
    process.stdout.write(
      `${rate}/s: ${each.toFixed(1)} µs to hear a message, ` +
        `${((step.serverCpuSeconds / step.complete) * 1e6).toFixed(1)} µs to store and tell it, ` +
        `${((outside.cpuSeconds / step.complete) * 1e6).toFixed(1)} µs of PostgreSQL’s for both\n`,
    );
  }
} finally {
  await generator.stop();
  await hearing.stop();
  await speaking.stop();
  await dropKeptDatabases();
  rmSync(dataDirectory, { recursive: true, force: true });
}
