// @ts-check
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';
import { pinSelf } from '../process/pin.mjs';
import { watchBackends } from '../process/postgres-usage.mjs';
import { cpuSeconds } from '../process/usage.mjs';
import { targets } from '../targets/index.mjs';
import { askRest, inParallel } from '../targets/v1-rest.mjs';
import { withServer } from '../workloads/workload.mjs';

/**
 * What each common operation costs the whole server over a socket: CPU a call, with `--target parlance-postgres` that of
 * PostgreSQL’s processes beside. Groups of ten, everybody in as many of them as there are people in each, `--calls` calls of
 * an operation with 32 under way; `--only` some, by their names with commas between. `--profile <folder>` leaves a CPU profile
 * there. It shows which operation costs far more than its kind should.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'parlance' },
    calls: { type: 'string', default: '2000' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});

/** @typedef {{ id: string, token: string, socket: import('socket.io-client').Socket }} Person */
/** @typedef {{ id: string, members: Person[], messages: string[] }} Group */
/** @typedef {{ people: Person[], groups: Group[], port: number }} World */

const PEOPLE = 60;
const MEMBERS = 10;
const HISTORY = 60;
const UNDER_WAY = 32;

const count = Number(values.calls);
const target = targets[/** @type {import('../types.ts').TargetId} */ (values.target)];
/** @type {Record<string, (world: World, number: number) => Promise<unknown>>} */
const operations = {
  'server.info': (world, number) => call(personOf(world, number), 'server.info', {}),
  'messages.send': (world, number) => send(...placeOf(world, number), number),
  'messages.get': (world, number) => aboutMessage(world, number, 'messages.get'),
  'messages.list': (world, number) => inGroup(world, number, 'messages.list', {}),
  'messages.edit': (world, number) => {
    const [group, person] = placeOf(world, number);
    const own = group.members.indexOf(person);
    const content = { type: 'text', text: `Said once more, ${number}.` };
    const revision = Math.floor(number / world.groups.length / MEMBERS);
    return call(person, 'messages.edit', { message_id: group.messages[own], base_rev: revision, content });
  },
  'messages.readers': (world, number) => aboutMessage(world, number, 'messages.readers'),
  'reactions.add': (world, number) => aboutMessage(world, number, 'reactions.add', { emoji: '👍' }),
  'reactions.remove': (world, number) => aboutMessage(world, number, 'reactions.remove', { emoji: '👍' }),
  'conversations.read': (world, number) =>
    inGroup(world, number, 'conversations.read', { seq: 1 + Math.floor(number / world.people.length / MEMBERS) }),
  'conversations.list': (world, number) => call(personOf(world, number), 'conversations.list', {}),
  'conversations.get': (world, number) => inGroup(world, number, 'conversations.get', {}),
  'conversations.mine': (world, number) => inGroup(world, number, 'conversations.mine', { pinned: number % 2 === 0 }),
  'members.list': (world, number) => inGroup(world, number, 'members.list', {}),
  'pins.list': (world, number) => inGroup(world, number, 'pins.list', {}),
  'typing.start': (world, number) => inGroup(world, number, 'typing.start', {}),
  'presence.subscribe': (world, number) =>
    call(personOf(world, number), 'presence.subscribe', { user_ids: world.people.map(({ id }) => id) }),
  'presence.get': (world, number) =>
    call(personOf(world, number), 'presence.get', { user_id: personOf(world, number + 1).id }),
  'users.me': (world, number) => call(personOf(world, number), 'users.me', {}),
  'users.get': (world, number) =>
    call(personOf(world, number), 'users.get', { user_id: personOf(world, number + 1).id }),
  'users.update': (world, number) => call(personOf(world, number), 'users.update', { bio: `Biography ${number}` }),
  'users.search': (world, number) => call(personOf(world, number), 'users.search', { query: 'Person 00' }),
  'search.messages': (world, number) => call(personOf(world, number), 'search.messages', { query: 'said' }),
  'sync.changes': (world, number) => inGroup(world, number, 'sync.changes', { after: 20 }),
  'sync.page (snapshot)': (world, number) => call(personOf(world, number), 'sync.page', {}),
  'sync.page (nothing)': (world, number) =>
    call(personOf(world, number), 'sync.page', { since: tokens.get(personOf(world, number)) }),
  'sync.acknowledge': async (world, number) => {
    const [group, person] = placeOf(world, number);
    await send(group, person, number);
    const other = memberOf(group, number + 1);
    return call(other, 'sync.acknowledge', { token: tokens.get(other) });
  },
  connect: async (world, number) => {
    const { socket } = await connect(world.port, personOf(world, number).token);
    socket.disconnect();
  },
};

/** The newest token that each has heard. @type {WeakMap<Person, string>} */
const tokens = new WeakMap();

/** @param {World} world @param {number} number @returns {Person} */
function personOf({ people }, number) {
  return /** @type {Person} */ (people[number % people.length]);
}

/** @param {Group} group @param {number} number @returns {Person} */
function memberOf({ members }, number) {
  return /** @type {Person} */ (members[number % members.length]);
}

/** A group and one of its members; the groups in turn. @param {World} world @param {number} number @returns {[Group, Person]} */
function placeOf({ groups }, number) {
  const group = /** @type {Group} */ (groups[number % groups.length]);
  return [group, memberOf(group, Math.floor(number / groups.length))];
}

/** @param {World} world @param {number} number @param {string} operation @param {object} input */
function inGroup(world, number, operation, input) {
  const [group, person] = placeOf(world, number);
  return call(person, operation, { conversation_id: group.id, ...input });
}

/** @param {World} world @param {number} number @param {string} operation @param {object} [input] */
function aboutMessage(world, number, operation, input = {}) {
  const [group, person] = placeOf(world, number);
  return call(person, operation, { message_id: group.messages[number % group.messages.length], ...input });
}

/** @param {Group} group @param {Person} person @param {number} number */
function send(group, person, number) {
  const content = { type: 'text', text: `Said in its turn, as number ${number}.` };
  return call(person, 'messages.send', { conversation_id: group.id, client_id: randomUUID(), content });
}

/** @param {Person} person @param {string} operation @param {object} input */
async function call({ socket }, operation, input) {
  const answer = await socket.timeout(30_000).emitWithAck(operation, input);
  if (!answer.ok) throw new Error(`${operation} was refused: ${JSON.stringify(answer.error)}`);
  return answer.result;
}

/** @param {number} port @param {string} token */
async function connect(port, token) {
  const socket = io(`http://127.0.0.1:${port}/v1`, { auth: { token }, transports: ['websocket'], forceNew: true });
  socket.on('sync', (_page, acknowledge) => acknowledge?.());
  const { token: first } = await new Promise((resolve, reject) => {
    socket.once('live', resolve);
    socket.once('connect_error', reject);
  });
  return { socket, first };
}

/** @param {number} port @returns {Promise<World>} */
async function makeWorld(port) {
  const people = await inParallel(PEOPLE, async (index) => {
    const body = { display_name: `Person ${String(index).padStart(3, '0')}`, device: 'bench' };
    const { user, access_token: token } = await askRest(port, 'POST', '/v1/auth/guest', { body });
    const { socket, first } = await connect(port, token);
    /** @type {Person} */
    const person = { id: user.id, token, socket };
    tokens.set(person, first);
    for (const name of ['event', 'heartbeat', 'live']) {
      socket.on(name, ({ token: newer }) => newer !== undefined && tokens.set(person, newer));
    }
    return person;
  });
  const groups = await inParallel(PEOPLE, async (index) => {
    const members = Array.from({ length: MEMBERS }, (_none, place) => memberAt(people, index + place));
    const [owner, ...others] = members;
    const input = { kind: 'group', name: `Group ${index}`, user_ids: others.map(({ id }) => id) };
    const { conversation } = await call(/** @type {Person} */ (owner), 'conversations.create', input);
    /** @type {Group} */
    const group = { id: conversation.id, members, messages: [] };
    for (let number = 0; number < HISTORY; number += 1) {
      const { message } = await send(group, memberOf(group, number), number);
      group.messages.push(message.id);
    }
    return group;
  });
  return { people, groups, port };
}

/** @param {Person[]} people @param {number} index @returns {Person} */
function memberAt(people, index) {
  return /** @type {Person} */ (people[index % people.length]);
}

pinSelf();
const execArgv = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];
await withServer(target, { execArgv }, async (server) => {
  const world = await makeWorld(server.port);
  for (const [name, run] of Object.entries(operations)) {
    if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
    let number = 0;
    const repeat = (/** @type {number} */ times) =>
      inParallel(times, () => run(world, number++), UNDER_WAY).then(() => undefined);
    await repeat(count / 5);
    const backends = server.databaseUrl === undefined ? undefined : await watchBackends(server.databaseUrl);
    const before = cpuSeconds(server.pid);
    const began = performance.now();
    await repeat(count);
    const seconds = (performance.now() - began) / 1000;
    const each = ((cpuSeconds(server.pid) - before) / count) * 1e6;
    const outside = await backends?.stop();
    const row = [name.padEnd(22), `${each.toFixed(0)} µs CPU`.padStart(14)];
    if (outside !== undefined)
      row.push(`${((outside.cpuSeconds / count) * 1e6).toFixed(0)} µs of PostgreSQL’s`.padStart(24));
    row.push(`${Math.round(count / seconds)}/s`.padStart(10));
    process.stdout.write(`${row.join('')}\n`);
  }
  for (const { socket } of world.people) socket.disconnect();
});
