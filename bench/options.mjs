// @ts-check
import { parseArgs } from 'node:util';
import { targets } from './targets/index.mjs';
import { workloads } from './workloads/index.mjs';

/** @typedef {import('./types.ts').Options} Options */

const USAGE = `npm run bench -- [options]

  --quick                 one short repeat of everything: about a minute, figures rough
  --target <a,b>          ${Object.keys(targets).join(', ')} (default: all that are here)
  --workload <a,b>        ${Object.keys(workloads).join(', ')} (default: all but growth and paging)
  --repeats <n>           how often each is measured (3)
  --step-seconds <n>      length of a step of a rising rate (2)
  --clients <n>           connections in the room of A (100)
  --flooders <n>          connections in the flooded room of fair (30)
  --pairs <n>             pairs of B (500)
  --connections <n>       idle connections of C (5000, or what the limit on open files allows)
  --away <n>              clients of E (2000)
  --read-messages <n>     length of the conversation that F reads (100000)
  --write-rate <n>        messages a second beside the reads of F (300)
  --growth <a,b>          what grows in growth: messages, conversations, members, users (all of them)
  --growth-messages <n>   the longest conversation of growth (1000000)
  --growth-conversations <n>, --growth-members <n>   the same of a person's list (5000), of a room (100000)
  --growth-users <n>      the most people of growth (1000000)
  --messages <a,b>        sizes of the conversation for paging (1000,10000,100000,1000000)
  --database-mb <n>       size of the database that D also starts with (0: only the small one)
  --no-pin                let the kernel place the processes
  --json                  print the results as JSON instead of tables
  --report <what>         also write bench/reports/<date>-<what>.md
`;

const FLAGS = /** @type {const} */ ({
  quick: { type: 'boolean', default: false },
  target: { type: 'string' },
  workload: { type: 'string' },
  repeats: { type: 'string' },
  'step-seconds': { type: 'string' },
  clients: { type: 'string' },
  flooders: { type: 'string' },
  pairs: { type: 'string' },
  connections: { type: 'string' },
  away: { type: 'string' },
  'read-messages': { type: 'string' },
  'write-rate': { type: 'string' },
  growth: { type: 'string' },
  'growth-messages': { type: 'string' },
  'growth-conversations': { type: 'string' },
  'growth-members': { type: 'string' },
  'growth-users': { type: 'string' },
  messages: { type: 'string' },
  'database-mb': { type: 'string' },
  'no-pin': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  report: { type: 'string' },
  help: { type: 'boolean', default: false },
});

const FULL = {
  repeats: 3,
  stepSeconds: 2,
  clients: 100,
  flooders: 30,
  pairs: 500,
  connections: 5000,
  starts: 3,
  quietSamples: 400,
  lowRate: 100,
  lowSeconds: 6,
  messages: [1000, 10_000, 100_000, 1_000_000],
  awayClients: 2000,
  readMessages: 100_000,
  writeRate: 300,
  growth: {
    messages: [1000, 10_000, 100_000, 1_000_000],
    conversations: [10, 100, 1000, 5000],
    members: [100, 1000, 10_000, 100_000],
    users: [1000, 10_000, 100_000, 1_000_000],
  },
};
const QUICK = {
  ...FULL,
  repeats: 1,
  stepSeconds: 1,
  pairs: 50,
  connections: 500,
  starts: 1,
  quietSamples: 100,
  lowSeconds: 2,
  messages: [1000, 10_000],
  awayClients: 100,
  readMessages: 5000,
  writeRate: 50,
  growth: { messages: [100, 1000], conversations: [10, 100], members: [10, 100], users: [10, 100] },
};

/** The options of a run. Prints the usage and ends the process for `--help`. Throws when one is not understood. @param {string[]} args @returns {Options} */
export function parseOptions(args) {
  const { values } = parseArgs({ args, options: FLAGS });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const usual = values.quick ? QUICK : FULL;
  const all = /** @type {import('./types.ts').WorkloadId[]} */ (Object.keys(workloads));
  return {
    ...usual,
    targets: parseNames('--target', values.target, targets)?.map(requireHere) ?? typedKeys(targets).filter(isHere),
    workloads:
      parseNames('--workload', values.workload, workloads) ?? all.filter((id) => id !== 'paging' && id !== 'growth'),
    repeats: parseCount('--repeats', values.repeats) ?? usual.repeats,
    stepSeconds: parseCount('--step-seconds', values['step-seconds']) ?? usual.stepSeconds,
    clients: parseCount('--clients', values.clients) ?? usual.clients,
    flooders: parseCount('--flooders', values.flooders) ?? usual.flooders,
    pairs: parseCount('--pairs', values.pairs) ?? usual.pairs,
    connections: parseCount('--connections', values.connections) ?? usual.connections,
    messages: values.messages?.split(',').map((size) => parseCount('--messages', size) ?? 0) ?? usual.messages,
    awayClients: parseCount('--away', values.away) ?? usual.awayClients,
    readMessages: parseCount('--read-messages', values['read-messages']) ?? usual.readMessages,
    writeRate: parseCount('--write-rate', values['write-rate']) ?? usual.writeRate,
    growthOf: parseNames('--growth', values.growth, usual.growth) ?? typedKeys(usual.growth),
    growth: growthUpTo(usual.growth, {
      messages: parseCount('--growth-messages', values['growth-messages']),
      conversations: parseCount('--growth-conversations', values['growth-conversations']),
      members: parseCount('--growth-members', values['growth-members']),
      users: parseCount('--growth-users', values['growth-users']),
    }),
    databaseMegabytes: parseCount('--database-mb', values['database-mb']) ?? 0,
    pin: !values['no-pin'],
    json: values.json,
    report: values.report,
    quick: values.quick,
  };
}

/** @template {string} T @param {string} flag @param {string | undefined} value @param {Partial<Record<T, unknown>>} known @returns {T[] | undefined} */
function parseNames(flag, value, known) {
  if (value === undefined) return undefined;
  const names = value.split(',');
  const unknown = names.filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    throw new Error(`${flag} does not know "${unknown.join(', ')}"; it knows ${Object.keys(known).join(', ')}.`);
  }
  return /** @type {T[]} */ (names);
}

/**
 * One size more, where a larger one is asked for.
 * @param {import('./types.ts').Growth} usual @param {Partial<Record<keyof import('./types.ts').Growth, number | undefined>>} largest
 * @returns {import('./types.ts').Growth}
 */
function growthUpTo(usual, largest) {
  const more = (/** @type {number[]} */ sizes, /** @type {number | undefined} */ size) =>
    size === undefined ? sizes : [...sizes.filter((one) => one < size), size];
  return {
    messages: more(usual.messages, largest.messages),
    conversations: more(usual.conversations, largest.conversations),
    members: more(usual.members, largest.members),
    users: more(usual.users, largest.users),
  };
}

/** @param {string} flag @param {string | undefined} value */
function parseCount(flag, value) {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${flag} got "${value}"; it wants a whole number from 1.`);
  return count;
}

/** Says in one line what is left out, and how to have it. @param {import('./types.ts').TargetId} id */
function isHere(id) {
  const missing = targets[id].missing?.();
  if (missing !== undefined) console.error(`${id} is left out: ${missing}`);
  return missing === undefined;
}

/** @param {import('./types.ts').TargetId} id */
function requireHere(id) {
  const missing = targets[id].missing?.();
  if (missing !== undefined) throw new Error(`--target got "${id}", for which something is missing: ${missing}`);
  return id;
}

/** @template {string} T @param {Record<T, unknown>} record */
function typedKeys(record) {
  return /** @type {T[]} */ (Object.keys(record));
}
