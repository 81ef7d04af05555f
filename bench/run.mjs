// @ts-check
import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { targets } from './targets/index.mjs';
import { workloads } from './workloads/index.mjs';

/** @typedef {import('./types.ts').WorkloadResult} WorkloadResult */

/**
 * Measures every workload on every target, all repeats. Targets alternate within a repeat, so that a machine that grows
 * slower or faster meanwhile does so for all of them.
 * @param {import('./types.ts').Options} options
 * @param {(line: string) => void} say
 * @returns {Promise<WorkloadResult[]>}
 */
export async function runBench(options, say) {
  /** @type {WorkloadResult[]} */
  const results = [];
  for (let repeat = 1; repeat <= options.repeats; repeat += 1) {
    for (const workloadId of options.workloads) {
      for (const targetId of options.targets) {
        const target = targets[targetId];
        if (!target.workloads.includes(workloadId)) continue;
        if (repeat > 1 && workloads[workloadId].once) continue;
        const began = performance.now();
        const outcome = await workloads[workloadId].run(target, options).catch(toFailure);
        const notes = [...outcome.notes, ...noteLoad(outcome)];
        results.push({ target: targetId, workload: workloadId, repeat, ...outcome, notes });
        const took = Math.round((performance.now() - began) / 1000);
        say(`${repeat}/${options.repeats} ${workloadId} ${targetId}: ${describe(outcome)} (${took} s)`);
      }
    }
  }
  return results;
}

/**
 * A measurement that failed is a note, so that hours of others are not lost with it; in one line, because where its code lies is
 * nothing for a report.
 * @param {unknown} fault
 */
function toFailure(fault) {
  process.exitCode = 1;
  const [what] = String(fault instanceof Error ? fault.message : fault).split('\n');
  console.error(fault);
  return { figures: [], notes: [`FAILED: ${what}`], steps: [] };
}

/** @param {import('./workloads/workload.mjs').Outcome} outcome */
function describe({ figures: [first], notes }) {
  return first === undefined ? notes.join('; ') : `${first.name} ${first.value.toPrecision(4)} ${first.unit}`;
}

/**
 * Steps tell what other programs took while they ran; figures without steps have only the machine's load to go by. A
 * measurement by itself keeps the load at two at most.
 * @param {import('./workloads/workload.mjs').Outcome} outcome
 */
function noteLoad({ steps }) {
  const load = loadavg()[0] ?? 0;
  return steps.length === 0 && load > cpus().length ? [`shared machine: load ${load.toFixed(1)} at the end`] : [];
}
