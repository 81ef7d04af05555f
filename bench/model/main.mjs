// @ts-check
import { parseArgs } from 'node:util';
import { BUSY, reckon } from './capacity.mjs';
import { count, describeCosts, describeReport } from './describe.mjs';
import { fitCosts } from './fit-costs.mjs';
import { readReport } from './read-report.mjs';

const { values } = parseArgs({
  options: {
    report: { type: 'string' },
    users: { type: 'string', default: '1000,10000,100000,1000000,10000000' },
    messages: { type: 'string', default: '10' },
    audience: { type: 'string', default: '5' },
    reconnects: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`node bench/model/main.mjs [--report <file.json>] [--users <a,b>] [--messages <a user and hour>]
  [--audience <connected people who hear a message>] [--reconnects <a user and hour>]`);
  process.exit(0);
}

const report = readReport(values.report);
const costs = fitCosts(report, 'parlance-postgres');
const load = {
  messagesPerUserHour: Number(values.messages),
  audience: Number(values.audience),
  reconnectsPerUserHour: Number(values.reconnects),
};
console.log([`PostgreSQL. ${describeReport(report)}`, ...describeCosts(costs), ''].join('\n'));
console.log(
  `${load.messagesPerUserHour} messages and ${load.reconnectsPerUserHour} reconnects a user and hour, each heard by ` +
    `${load.audience}; a node's core ${BUSY * 100} % busy at most.\n`,
);
console.log(
  '| connected | messages/s | deliveries/s | cells | nodes | connections a node | a core, % | GB a node | database cores a cell |',
);
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const users of values.users.split(',').map(Number)) {
  const need = reckon(costs, { ...load, connected: users });
  const cells = [
    count(users),
    count(need.messages * need.cells),
    count(need.deliveries * need.cells),
    need.cells,
    need.allNodes,
    count(need.connections),
    Math.round(need.cores * 100),
    (need.memory / 1e9).toFixed(2),
    need.databaseCores.toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
