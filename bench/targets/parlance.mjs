// @ts-check
import { fileURLToPath } from 'node:url';
import { postgresMissing, withFreshDatabase } from '../process/postgres.mjs';
import { spawnServer } from '../process/spawn-server.mjs';
import { moveData } from '../seed/move-data.mjs';
import { askRest, inParallel } from './v1-rest.mjs';

/** @typedef {import('../types.ts').RunningServer} RunningServer */
/** @typedef {import('../types.ts').Peer} Peer */

const MAIN = fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));

/**
 * Everything else as it comes: acks after fsync, authorisation, backpressure. Only the limits per person are lifted,
 * because a handful of people here do the work of thousands.
 */
const ENVIRONMENT = { RATE_LIMITS: 'off', PASSWORDLESS: 'on', LOG_LEVEL: 'warn' };

/** Several nodes hear each other by Redis where there is one. */
const REDIS_URL = process.env.BENCH_REDIS_URL ?? process.env.TEST_REDIS_URL ?? '';
const BUS = REDIS_URL === '' ? {} : { REDIS_URL };

/** @type {import('../types.ts').Target} */
export const parlance = {
  id: 'parlance',
  wire: 'v1',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'E', 'F', 'Q', 'AI', 'fair', 'dialects', 'growth', 'paging'],
  start: (options = {}) => spawnServer(MAIN, { ...ENVIRONMENT, ...options.environment }, options),
  room,
  pairs,
  idle,
};

/** The same server on PostgreSQL, whose own CPU is not in the figures. @type {import('../types.ts').Target} */
export const parlancePostgres = {
  ...parlance,
  id: 'parlance-postgres',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'E', 'G', 'Q', 'fair', 'growth'],
  adopt: moveData,
  missing: postgresMissing,
  start: (options = {}) =>
    withFreshDatabase(options, '', (url) => spawnServer(MAIN, { ...ENVIRONMENT, DATABASE_URL: url, ...BUS }, options)),
};

/** A public room that as many guests have joined; its owner is not connected. @param {RunningServer} server @param {number} clients */
async function room(server, clients) {
  // Guests may join rooms but not open them.
  const name = `owner-${Date.now().toString(36)}`;
  const { access_token: token } = await askRest(server.port, 'POST', '/v1/auth/register', {
    body: { user_name: name, password: `${name}-8fK2` },
  });
  const { conversation } = await askRest(server.port, 'POST', '/v1/conversations', {
    token,
    body: { kind: 'room', name: 'Bench', slug: `bench-${Date.now().toString(36)}` },
  });
  const guests = await makeGuests(server, clients);
  await inParallel(clients, (index) =>
    askRest(server.port, 'POST', `/v1/conversations/${conversation.id}/join`, { token: tokenOf(guests, index) }),
  );
  return {
    peers: guests.map((guest) => toPeer(guest.token, conversation.id)),
    deliveriesPerMessage: clients,
    acked: true,
  };
}

/** Direct conversations, two guests each. The sender hears its own message too. @param {RunningServer} server @param {number} count */
async function pairs(server, count) {
  const guests = await makeGuests(server, count * 2);
  const conversations = await inParallel(count, async (index) => {
    const { conversation } = await askRest(server.port, 'POST', '/v1/conversations', {
      token: tokenOf(guests, index * 2),
      body: { kind: 'direct', user_ids: [guests[index * 2 + 1]?.id] },
    });
    return /** @type {string} */ (conversation.id);
  });
  return {
    peers: guests.map((guest, index) => toPeer(guest.token, conversations[index >> 1] ?? '')),
    deliveriesPerMessage: 2,
    acked: true,
  };
}

/** Guests who only stay connected. @param {RunningServer} server @param {number} connections */
async function idle(server, connections) {
  const guests = await makeGuests(server, connections);
  return { peers: guests.map((guest) => toPeer(guest.token, '')), deliveriesPerMessage: 1, acked: true };
}

/** @param {RunningServer} server @param {number} count */
function makeGuests(server, count) {
  return inParallel(count, async (index) => {
    // One length for all: frames of one size are found faster, and differ in nothing else.
    const body = { display_name: `Guest ${String(index).padStart(5, '0')}`, device: 'bench' };
    const { user, access_token: token } = await askRest(server.port, 'POST', '/v1/auth/guest', { body });
    return { id: /** @type {string} */ (user.id), token: /** @type {string} */ (token) };
  });
}

/** @param {{ token: string }[]} guests @param {number} index */
function tokenOf(guests, index) {
  const guest = guests[index];
  if (guest === undefined) throw new Error(`There are only ${guests.length} guests.`);
  return guest.token;
}

/** @param {string} token @param {string} conversation @returns {Peer} */
function toPeer(token, conversation) {
  return { auth: { token, device: 'bench' }, conversation };
}
