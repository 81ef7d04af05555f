// @ts-check
import { fileURLToPath } from 'node:url';
import { spawnServer } from '../process/spawn-server.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').Target} Target */

/** The floors have no accounts: a scene is only names. */
const scenes = {
  /** @param {unknown} _server @param {number} clients */
  room: async (_server, clients) => ({
    peers: toPeers(clients, () => ''),
    deliveriesPerMessage: clients,
    acked: false,
  }),
  /** @param {unknown} _server @param {number} pairs */
  pairs: async (_server, pairs) => ({
    peers: toPeers(pairs * 2, (index) => toName(index ^ 1)),
    deliveriesPerMessage: 1,
    acked: true,
  }),
  /** @param {unknown} _server @param {number} connections */
  idle: async (_server, connections) => ({
    peers: toPeers(connections, () => ''),
    deliveriesPerMessage: connections,
    acked: false,
  }),
};

/** @type {Target} */
export const floorSocketIo = {
  id: 'floor-socketio',
  wire: 'socketio',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  start: (options = {}) => spawnServer(toPath('../floors/socketio.mjs'), {}, options),
  ...scenes,
};

/** @type {Target} */
export const floorWs = {
  id: 'floor-ws',
  wire: 'ws',
  workloads: ['A', 'A-low', 'B', 'C', 'D', 'Q'],
  start: (options = {}) => spawnServer(toPath('../floors/ws.mjs'), {}, options),
  ...scenes,
};

/** @param {number} count @param {(index: number) => string} toConversation @returns {Peer[]} */
function toPeers(count, toConversation) {
  return Array.from({ length: count }, (_, index) => ({
    auth: { name: toName(index) },
    conversation: toConversation(index),
  }));
}

/** @param {number} index */
function toName(index) {
  return `n${String(index).padStart(5, '0')}`;
}

/** @param {string} relative */
function toPath(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
