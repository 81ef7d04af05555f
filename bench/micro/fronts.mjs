// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pinSelf } from '../process/pin.mjs';
import { cpuSeconds } from '../process/usage.mjs';
import { targets } from '../targets/index.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * A at fixed rates with `WORKERS` on SQLite: what a message to a room costs the owner of the file, and what it costs the
 * fronts that hold the connections. CPU rather than time, so that it can be measured on a machine that does other work.
 */
const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '3' },
    rates: { type: 'string', default: '100,500,2000' },
    seconds: { type: 'string', default: '5' },
    people: { type: 'string', default: '100' },
  },
});

const target = targets.parlance;
pinSelf();
await withServer(target, { environment: { WORKERS: values.workers } }, async (server, generator) => {
  const { peers, ...scene } = await target.room(server, Number(values.people));
  await generator.open({ wire: target.wire, port: server.port, peers });
  const parts = findParts(server.pid);
  for (const rate of values.rates.split(',').map(Number)) {
    const request = { ...scene, serverPid: server.pid, giveUpAfter: 3000, rate, seconds: Number(values.seconds) };
    const before = measure(parts);
    const step = await generator.step(request);
    const after = measure(parts);
    const messages = (step.deliveriesPerSecond * step.seconds) / scene.deliveriesPerMessage;
    const costs = Object.keys(after).map((name) => {
      const each = (((after[name] ?? 0) - (before[name] ?? 0)) / messages) * 1e6;
      return `${name} ${each.toFixed(1)} µs a message, ${(each / scene.deliveriesPerMessage).toFixed(2)} a delivery`;
    });
    const rest = `p50 ${step.deliveryP50.toFixed(1)} p99 ${step.deliveryP99.toFixed(1)} ms, generator ${Math.round(step.generatorShare * 100)} %`;
    const missing = step.complete === step.sent ? '' : `, ${step.sent - step.complete} unfinished`;
    process.stdout.write(`${rate}/s: ${costs.join('; ')}; ${rest}${missing}\n`);
  }
});

/** The processes of a server, by what they are. @param {number} pid @returns {{ name: string, pid: number }[]} */
function findParts(pid) {
  const children = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid)
    .map((entry) => ({ pid: Number(entry), name: roleOf(entry) }));
  return children.length === 0 ? [{ pid, name: 'server' }] : children;
}

/** @param {string} pid @returns {number} */
function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  } catch {
    return 0; // It ended meanwhile.
  }
}

/** @param {string} pid @returns {string} */
function roleOf(pid) {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  return ['owner', 'front'].find((role) => words.includes(role)) ?? 'server';
}

/** CPU seconds by role: fronts are added up. @param {{ name: string, pid: number }[]} parts */
function measure(parts) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const { name, pid } of parts) sums[name] = (sums[name] ?? 0) + cpuSeconds(pid);
  return sums;
}
