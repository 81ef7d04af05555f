// @ts-check
import { writesPerSecond } from './writes.mjs';

/** @typedef {import('./fit-costs.mjs').Costs} Costs */

/**
 * What people do.
 * @typedef {object} Load
 * @property {number} connected people who are connected at the same time
 * @property {number} messagesPerUserHour
 * @property {number} audience how many hear a message, on average, and are connected
 * @property {number} reconnectsPerUserHour
 */

/** Of a core, at most: above it queues grow faster than load. */
export const BUSY = 0.6;
/** What one primary database server may take, in cores, and how many copies of every message the nodes of a cell may hear. */
const DATABASE_CORES = 16;
const LARGEST_SHARE_HEARD = 0.25;
const MOST_CONNECTIONS = 50_000;
/** Each connection is told something twice in 25 seconds though nobody speaks: a ping and a heartbeat. */
const BEATS_PER_SECOND = 2 / 25;

/** @typedef {ReturnType<typeof reckon>} Capacity */

/**
 * How many nodes, cores, bytes and cells a load needs. A cell is one database with its nodes and its bus; every node hears
 * of every message in its cell, so cells have a largest sensible size, and beyond it there are more cells.
 * @param {Costs} costs @param {Load} load
 */
export function reckon(costs, load) {
  for (let cells = 1; ; cells = Math.ceil(cells * 1.1) + (cells < 10 ? 0 : 1)) {
    const cell = reckonCell(costs, { ...load, connected: load.connected / cells });
    if (cell !== undefined) return { cells, ...cell, allNodes: cells * cell.nodes };
  }
}

/**
 * One cell; undefined where the load is too much for one.
 * @param {Costs} costs @param {Load} load
 */
function reckonCell(costs, load) {
  const messages = (load.connected * load.messagesPerUserHour) / 3600;
  const databaseCores = (messages * costs.databaseMessage) / BUSY;
  if (databaseCores > DATABASE_CORES || messages * costs.heard > BUSY * LARGEST_SHARE_HEARD) return undefined;
  for (let nodes = 1; ; nodes += 1) {
    const share = nodeShare(costs, load, nodes);
    if (share.cores > BUSY || share.connections > MOST_CONNECTIONS) continue;
    const memory = costs.processBytes + share.connections * costs.connectionBytes;
    return { nodes, messages, deliveries: messages * load.audience, ...share, memory, databaseCores };
  }
}

/**
 * What one of `nodes` equal nodes of a cell has to do.
 * @param {Costs} costs @param {Load} load @param {number} nodes
 */
export function nodeShare(costs, load, nodes) {
  const connections = load.connected / nodes;
  const all = (load.connected * load.messagesPerUserHour) / 3600;
  const messages = all / nodes;
  const deliveries = messages * load.audience;
  const writes = writesPerSecond({ messages: all, deliveries, connections, commitSeconds: costs.commitSeconds });
  const cores =
    messages * costs.message +
    deliveries * costs.delivery +
    (writes + connections * BEATS_PER_SECOND) * costs.write +
    (all - messages) * costs.heard +
    ((connections * load.reconnectsPerUserHour) / 3600) * costs.reconnect;
  return { connections, cores, writes };
}
