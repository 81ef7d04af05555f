// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cpuSeconds } from '../process/usage.mjs';
import { waitUntilIdle } from '../process/wait-until-idle.mjs';
import { growConversation } from '../seed/grow-conversation.mjs';
import { growConversations } from '../seed/grow-conversations.mjs';
import { growMembers, growPeople } from '../seed/grow-people.mjs';
import { seedGrowth } from '../seed/seed-growth.mjs';
import { percentile } from '../statistics.mjs';
import { askRest } from '../targets/v1-rest.mjs';
import { readOnce } from './read-once.mjs';
import { measureIndexing } from './while-indexing.mjs';

/** @typedef {import('../types.ts').Figure} Figure */
/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {Awaited<ReturnType<typeof seedGrowth>>} Seeded */

const WARM_UP = 30;
const SAMPLES = 100;
/** What takes long is asked less often: milliseconds for all samples of one operation, and as much to warm up. */
const LONGEST = 10_000;
/** Messages that whoever syncs has missed. */
const MISSED = 10;
const PASSWORD_FREE = '/v1/auth/guest';

/**
 * One thing that grows: how its data is made, and which operations must not notice. An operation gives its next request.
 * @typedef {object} Dimension
 * @property {keyof import('../types.ts').Growth} key
 * @property {string} what
 * @property {(dataDirectory: string, seeded: Seeded, size: number) => Promise<unknown>} grow
 * @property {(seeded: Seeded, size: number, since: string) => Record<string, () => Ask>} operations
 * @typedef {{ method: string, path: string, body?: object }} Ask
 */

let number = 0;

/** @param {string} conversationId @returns {() => Ask} */
const sendTo = (conversationId) => () => ({
  method: 'PUT',
  path: `/v1/conversations/${conversationId}/messages/growth-${Date.now().toString(36)}-${number++}`,
  body: { content: { type: 'text', text: 'What this costs must not depend on what there is already.' } },
});
/** @param {string} path @returns {() => Ask} */
const get = (path) => () => ({ method: 'GET', path });
/** @param {string} conversationId @returns {() => Ask} */
const readMark = (conversationId) => () => ({
  method: 'PUT',
  path: `/v1/conversations/${conversationId}/read`,
  body: { seq: 1 },
});
const since = (/** @type {string} */ token) => get(`/v1/sync?since=${encodeURIComponent(token)}`);

/** @type {Dimension[]} */
const dimensions = [
  {
    key: 'messages',
    what: 'messages in a conversation',
    grow: (dataDirectory, { group }, messages) =>
      growConversation(dataDirectory, { conversationId: group, until: { messages } }),
    operations: ({ group, room, guestId }, size, token) => ({
      send: sendTo(group),
      'newest page': get(`/v1/conversations/${group}/messages`),
      'page in the middle': get(`/v1/conversations/${group}/messages?before_seq=${Math.ceil(size / 2) + 1}`),
      'read mark': readMark(group),
      [`sync after ${MISSED} messages`]: since(token),
      'search for what one message has': get(`/v1/search?query=${String(Math.ceil(size / 2)).padStart(8, '0')}`),
      'search for what all messages have': get('/v1/search?query=quick'),
      'search for the beginning of what all have': get('/v1/search?query=qui'),
      'search for a piece inside of what all have': get('/v1/search?query=uic'),
      'search for what all have, from one who wrote nothing': get(`/v1/search?query=quick+from:${guestId}`),
      'search from one who wrote nothing': get(`/v1/search?query=from:${guestId}`),
      'search for what all have, in a room of one message': get(`/v1/search?query=quick&conversation_id=${room}`),
      'search for what all have, pinned, where nothing is': get('/v1/search?query=quick+has:pin'),
    }),
  },
  {
    key: 'conversations',
    what: 'conversations of a person',
    grow: (dataDirectory, { group }, conversations) =>
      growConversations(dataDirectory, { conversationId: group, conversations }),
    operations: ({ group }, _size, token) => ({
      send: sendTo(group),
      'first page of the list': get('/v1/conversations?limit=50'),
      'read mark': readMark(group),
      [`sync after ${MISSED} messages`]: since(token),
      'first page of a first sync': get('/v1/sync'),
    }),
  },
  {
    key: 'members',
    what: 'members of a room',
    grow: async (dataDirectory, { room, guestId }, members) => {
      await growPeople(dataDirectory, { templateId: guestId, people: members });
      await growMembers(dataDirectory, { conversationId: room, templateId: guestId, members });
    },
    operations: ({ room }, _size, token) => ({
      send: sendTo(room),
      'newest page': get(`/v1/conversations/${room}/messages`),
      'page of members': get(`/v1/conversations/${room}/members?limit=50`),
      'the room itself': get(`/v1/conversations/${room}`),
      'read mark': readMark(room),
      [`sync after ${MISSED} messages`]: since(token),
    }),
  },
  {
    key: 'users',
    what: 'people',
    grow: (dataDirectory, { guestId }, people) => growPeople(dataDirectory, { templateId: guestId, people }),
    operations: ({ group }, size, token) => ({
      send: sendTo(group),
      'a new guest': () => ({ method: 'POST', path: PASSWORD_FREE, body: { display_name: `New ${number++}` } }),
      'finding by the whole name': get(`/v1/users?query=person-${String(Math.ceil(size / 2)).padStart(7, '0')}`),
      'finding by the beginning of a name': get('/v1/users?query=person'),
      me: get('/v1/me'),
      [`sync after ${MISSED} messages`]: since(token),
    }),
  },
];

/** What one operation costs while something grows: server CPU and time. Flat lines are the aim. @type {import('./workload.mjs').Workload} */
export async function measureGrowth(target, options) {
  /** @type {Figure[]} */
  const figures = [];
  const notes = [];
  for (const dimension of dimensions.filter(({ key }) => options.growthOf.includes(key))) {
    try {
      await measureDimension(target, { dimension, sizes: options.growth[dimension.key] }, figures);
    } catch (fault) {
      // The others take an hour together, and are not lost with it.
      process.exitCode = 1;
      notes.push(`FAILED: ${dimension.what}: ${fault instanceof Error ? fault.message : fault}`);
    }
  }
  return { figures, notes, steps: [] };
}

/**
 * @param {import('../types.ts').Target} target @param {{ dimension: Dimension, sizes: number[] }} plan
 * @param {Figure[]} figures where they go
 */
async function measureDimension(target, { dimension, sizes }, figures) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  try {
    const seeded = await seedGrowth(dataDirectory);
    for (const size of [...sizes].sort((a, b) => a - b)) {
      const began = performance.now();
      await dimension.grow(dataDirectory, seeded, size);
      await target.adopt?.(dataDirectory);
      const server = await target.start({ dataDirectory });
      try {
        figures.push(...(await measureSize(server, { dimension, seeded, size })));
      } finally {
        await server.stop();
      }
      console.error(`  ${size} ${dimension.what} (${Math.round((performance.now() - began) / 1000)} s)`);
    }
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** @param {RunningServer} server @param {{ dimension: Dimension, seeded: Seeded, size: number }} place */
async function measureSize(server, { dimension, seeded, size }) {
  const column = size.toLocaleString('en').replaceAll(',', ' ');
  // An access token lasts a quarter of an hour, and a run may take longer.
  const logIn = async () => {
    const answer = await askRest(server.port, 'POST', '/v1/auth/login', { body: seeded.login });
    return /** @type {string} */ (answer.access_token);
  };
  const indexing = await measureIndexing(server, logIn);
  await waitUntilIdle(server.pid);
  const token = await logIn();
  const before = await syncToEnd(server.port, token);
  const write = sendTo(dimension.key === 'members' ? seeded.room : seeded.group);
  for (let missed = 0; missed < MISSED; missed += 1) {
    const { method, path, body } = write();
    await askRest(server.port, method, path, { token, ...(body === undefined ? {} : { body }) });
  }
  const operations = dimension.operations(seeded, size, before);
  /** @type {Figure[]} */
  const figures = indexing.map((one) => ({ ...one, name: `${dimension.what}: ${one.name}`, column }));
  for (const [name, next] of Object.entries(operations)) {
    const { p50, cpu } = await measureOne(server, token, next);
    const title = `${dimension.what}: ${name}`;
    figures.push({ name: `${title}, CPU`, unit: 'ms', value: cpu, best: 'low', column });
    figures.push({ name: `${title}, p50`, unit: 'ms', value: p50, best: 'low', column });
  }
  return figures;
}

/** The token of whoever knows everything, whatever number of pages that is. @param {number} port @param {string} token */
async function syncToEnd(port, token) {
  for (let path = '/v1/sync'; ; ) {
    const page = await askRest(port, 'GET', path, { token });
    if (!page.has_more) return /** @type {string} */ (page.token);
    path = `/v1/sync?since=${encodeURIComponent(page.token)}`;
  }
}

/** @param {RunningServer} server @param {string} token @param {() => Ask} next */
async function measureOne(server, token, next) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () => {
    const { method, path, body } = next();
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return readOnce({ agent, port: server.port, method, path, headers }, body);
  };
  await repeat(WARM_UP, ask);
  const before = cpuSeconds(server.pid);
  const took = await repeat(SAMPLES, ask);
  const cpu = ((cpuSeconds(server.pid) - before) / took.length) * 1000;
  agent.destroy();
  return { p50: percentile(took, 0.5), cpu };
}

/** How long each took. @param {number} times @param {() => Promise<void>} work */
async function repeat(times, work) {
  const took = [];
  const first = performance.now();
  while (took.length < times && (took.length === 0 || performance.now() - first < LONGEST)) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}
