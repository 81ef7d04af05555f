// @ts-check
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { percentile } from '../statistics.mjs';
import { count, describeCosts, describeReport } from './describe.mjs';
import { fitCosts } from './fit-costs.mjs';
import { readReport } from './read-report.mjs';
import { Simulation } from './simulation.mjs';

const { values } = parseArgs({
  options: {
    report: { type: 'string' },
    users: { type: 'string', default: '10000000' },
    messages: { type: 'string', default: '10' },
    audience: { type: 'string', default: '5' },
    reconnects: { type: 'string', default: '2' },
    spare: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`node bench/model/simulate.mjs [--report <file.json>] [--users 10000000] [--messages <a user and hour, 10>]
  [--audience 5] [--reconnects 2] [--spare <nodes more than needed in each cell, 1>] [--seconds 600] [--seed 1]
  [--write <what>]   also writes bench/reports/<date>-<what>.md`);
  process.exit(0);
}

const report = readReport(values.report);
const costs = fitCosts(report, 'parlance-postgres');
const seconds = Number(values.seconds);
const load = {
  connected: Number(values.users),
  messagesPerUserHour: Number(values.messages),
  audience: Number(values.audience),
  reconnectsPerUserHour: Number(values.reconnects),
};
const phase = Math.floor(seconds / 5);
const happenings = /** @type {import('./simulation.mjs').Happening[]} */ ([
  { at: phase, what: 'nodeFails' },
  { at: phase * 2, until: Math.floor(phase * 2.5), what: 'rush', factor: 3 },
  { at: phase * 3, what: 'restart', every: 8 },
]);
const simulation = new Simulation(costs, { load, happenings, seed: Number(values.seed), spare: Number(values.spare) });
const steps = Array.from({ length: seconds }, () => simulation.step());
const text = present();
console.log(text);
if (values.write !== undefined) {
  const date = new Date().toISOString().slice(0, 10);
  const file = fileURLToPath(new URL(`../reports/${date}-${values.write}.md`, import.meta.url));
  writeFileSync(file, `# ${count(load.connected)} connected people, simulated, ${date}\n\n${text}\n`);
  console.error(`Written: ${file}`);
}

function present() {
  const phases = [
    ['as on every day', 0, phase],
    ['a node ends without a word', phase, phase * 2],
    ['three times as much is written in the first cell', phase * 2, Math.floor(phase * 2.5)],
    ['after that', Math.floor(phase * 2.5), phase * 3],
    ['the first cell is upgraded, a node every 8 seconds', phase * 3, seconds],
  ];
  const rows = phases.map(([name, from, to]) => {
    const own = steps.slice(Number(from), Number(to));
    const mean = (/** @type {(step: typeof steps[0]) => number} */ of) =>
      own.reduce((sum, step) => sum + of(step), 0) / own.length;
    const worst = (/** @type {(step: typeof steps[0]) => number} */ of) => Math.max(...own.map(of));
    const delays = own.map((step) => step.delay * 1000);
    const back = own.findIndex((step) => step.away === 0 && own[0] !== undefined && own[0].away > 0);
    return [
      name,
      count(mean((step) => step.messages)),
      count(mean((step) => step.deliveries)),
      `${Math.round(worst((step) => step.busiest) * 100)} %`,
      `${percentile(delays, 0.5).toFixed(1)} ms`,
      `${worst((step) => step.delay * 1000).toFixed(1)} ms`,
      count(worst((step) => step.away)),
      back === -1 ? '' : `${back} s`,
    ];
  });
  const header = [
    '',
    'messages/s',
    'deliveries/s',
    'busiest node',
    'delay, slowest node: usual',
    'worst',
    'most away',
    'all back after',
  ];
  return [
    `${simulation.cells} cells of ${simulation.nodesPerCell} nodes (${values.spare} to spare in each), ${count(load.connected)} people, ` +
      `${load.messagesPerUserHour} messages and ${load.reconnectsPerUserHour} reconnects a person and hour, each heard by ${load.audience}; ` +
      `${seconds} s in steps of one, seed ${values.seed}. ${describeReport(report)}`,
    '',
    `| ${header.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(header.length - 1)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...describeCosts(costs),
  ].join('\n');
}
