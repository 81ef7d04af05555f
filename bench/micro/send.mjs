// @ts-check
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../../packages/server/dist/app.js';
import { parseConfig } from '../../packages/server/dist/config/parse-config.js';
import { makeActor } from '../../packages/server/dist/core/actor.js';
import { startConversation } from '../../packages/server/dist/core/conversations/start-conversation.js';
import { sendMessage } from '../../packages/server/dist/core/messages/send-message.js';
import { markRead } from '../../packages/server/dist/core/receipts/mark-read.js';
import { makeUser } from '../../packages/server/dist/core/users/make-user.js';
import { toText } from '../generator/text.mjs';
import { withFreshDatabase } from '../process/postgres.mjs';
import { watchBackends } from '../process/postgres-usage.mjs';

/** @typedef {ReturnType<typeof makeActor>} Actor */

/**
 * What a message costs below the sockets: a server without clients on a new data folder, the core action, as many senders
 * at once as asked for, each waiting for its ack. CPU of all threads of this process, per message; with `--postgres` on a
 * database of its own (BENCH_POSTGRES_URL), and that of the processes that PostgreSQL has for it beside. With `--read` the
 * other one marks each message as read, too: what is more than without it is what that costs. `--threads` says
 * what each thread took (Linux), the event loop first. `--profile` and `--allocations` write where time and memory went,
 * garbage included.
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    senders: { type: 'string', default: '256' },
    pairs: { type: 'string', default: '500' },
    postgres: { type: 'boolean', default: false },
    read: { type: 'boolean', default: false },
    profile: { type: 'string' },
    allocations: { type: 'string' },
    threads: { type: 'boolean', default: false },
  },
});

const count = Number(values.messages);
const folder = mkdtempSync(join(tmpdir(), 'parlance-micro-'));
const server = values.postgres
  ? await withFreshDatabase({}, '', (url) => start({ DATABASE_URL: url }))
  : { ...(await start({})), databaseUrl: undefined };
const { core } = server.started;
const { store } = core;

const pairs = await makePairs(Number(values.pairs));
await run(Math.ceil(count / 5));
const profiler = values.profile === undefined ? undefined : await startProfile();
const sampler = values.allocations === undefined ? undefined : await startSampling();
const backends = server.databaseUrl === undefined ? undefined : await watchBackends(server.databaseUrl);
const threads = values.threads ? threadTicks() : new Map();
const cpu = process.cpuUsage();
const began = performance.now();
await run(count);
const took = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
const threadsAfter = values.threads ? threadTicks() : new Map();
const outside = await backends?.stop();
if (profiler !== undefined) writeFileSync(String(values.profile), JSON.stringify(await stopProfile(profiler)));
if (sampler !== undefined) writeFileSync(String(values.allocations), JSON.stringify(await stopSampling(sampler)));
await server.stop();
rmSync(folder, { recursive: true, force: true });
const each = (/** @type {number} */ microseconds) => (microseconds / count).toFixed(1);
process.stdout.write(
  `${each(user + system)} µs CPU a message (${each(user)} user, ${each(system)} system), ` +
    (outside === undefined
      ? ''
      : `${each(outside.cpuSeconds * 1e6)} µs of PostgreSQL’s, ${(outside.commits / count).toFixed(3)} commits a message, `) +
    `${Math.round((count / took) * 1000)} messages/s, ${values.senders} senders\n`,
);

if (values.threads) {
  const parts = [...threadsAfter].map(([id, ticks]) => each((ticks - (threads.get(id) ?? 0)) * 1e4));
  process.stdout.write(`by thread: ${parts.filter((part) => Number(part) >= 0.3).join(' + ')}\n`);
}

/** CPU of each thread in hundredths of a second, in the order in which they were started. */
function threadTicks() {
  const ids = readdirSync('/proc/self/task').map(Number);
  ids.sort((one, other) => one - other);
  return new Map(
    ids.map((id) => {
      const fields = readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return [id, Number(fields[11]) + Number(fields[12])];
    }),
  );
}

/** @param {Record<string, string>} environment */
async function start(environment) {
  const started = await startServer(
    parseConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn', ...environment }, folder),
  );
  return { started, stop: () => started.stop() };
}

/** @param {number} number */
async function makePairs(number) {
  const made = [];
  for (let index = 0; index < number; index += 1) {
    const [one, other] = await Promise.all([makeGuest(`One ${index}`), makeGuest(`Other ${index}`)]);
    const { conversation } = await startConversation(core, one, { kind: 'direct', userIds: [other.userId] });
    made.push({ people: [one, other], conversationId: conversation.id });
  }
  return made;
}

/** @param {string} displayName */
async function makeGuest(displayName) {
  const user = makeUser(core, { kind: 'guest', displayName });
  await store.transaction((tx) => tx.users.insert(user));
  return makeActor(user.id, null, 'guest');
}

/** @param {number} messages */
async function run(messages) {
  let next = 0;
  const lane = async () => {
    while (next < messages) {
      const number = next++;
      const pair = /** @type {(typeof pairs)[number]} */ (pairs[number % pairs.length]);
      const turn = (number / pairs.length) & 1;
      const [sender, reader] = /** @type {[Actor, Actor]} */ ([pair.people[turn], pair.people[1 - turn]]);
      const { message } = await sendMessage(core, sender, {
        conversationId: pair.conversationId,
        clientId: core.ids.next(),
        content: { type: 'text', text: toText(number) },
      });
      if (values.read) await markRead(core, reader, pair.conversationId, message.seq);
    }
  };
  await Promise.all(Array.from({ length: Number(values.senders) }, lane));
}

async function startProfile() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return session;
}

/** @param {Session} session */
async function stopProfile(session) {
  const { profile } = await session.post('Profiler.stop');
  return profile;
}

async function startSampling() {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.enable');
  const includeCollected = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
  await session.post('HeapProfiler.startSampling', { samplingInterval: 4096, ...includeCollected });
  return session;
}

/** @param {Session} session */
async function stopSampling(session) {
  const { profile } = await session.post('HeapProfiler.stopSampling');
  return profile;
}
