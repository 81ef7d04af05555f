// @ts-check
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../statistics.mjs';
import { Meter } from './meter.mjs';
import { connectionsBy } from './open-connection.mjs';
import { runQuiet } from './quiet.mjs';
import { runStep } from './step.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').WireId} WireId */
/** @typedef {ReturnType<ReturnType<typeof connectionsBy>>} Connection */

const OPENING_AT_ONCE = 50;
/** How often somebody who comes back tries, and about how long they wait in between. Milliseconds. */
const MOST_TRIES = 10;
const TRY_AGAIN_AFTER = 1000;
/** A client tells at most this often how far it has come (v1's delivery receipt). */
const ACKNOWLEDGE_EVERY = 5000;
const ACKNOWLEDGING_IN = 20;

const meter = new Meter();
/** @type {Connection[]} */
let connections = [];
/** Where each is connected to. @type {Map<Peer, { wire: WireId, port: number }>} */
const endpoints = new Map();

/** @type {Record<string, (request: any) => Promise<unknown>>} */
const commands = {
  open: async (request) => {
    for (const peer of request.peers) endpoints.set(peer, request);
    connections.push(...(await openAll(request.wire, request.port, request.peers)));
  },
  step: async (request) => {
    await reopenClosed();
    return runStep(connections, meter, request);
  },
  quiet: (request) => runQuiet(connections, meter, request),
  reconnect: (request) => reconnectAll(request),
  close: async () => {
    for (const connection of connections) connection.close();
    connections = [];
  },
};

process.on('message', (message) => void answer(message));
process.on('disconnect', () => process.exit(0));
let acknowledging = 0;
setInterval(() => {
  // Not all together: the SDK spreads them as well.
  acknowledging = (acknowledging + 1) % ACKNOWLEDGING_IN;
  for (let at = acknowledging; at < connections.length; at += ACKNOWLEDGING_IN) {
    /** @type {Connection} */ (connections[at]).wantsToken = true;
  }
}, ACKNOWLEDGE_EVERY / ACKNOWLEDGING_IN);

/** @param {any} message */
async function answer({ command, request }) {
  try {
    process.send?.({ result: await commands[command]?.(request) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** @param {WireId} wireId @param {number} port @param {Peer[]} peers @returns {Promise<Connection[]>} */
async function openAll(wireId, port, peers) {
  const toConnection = connectionsBy(wireId, port, meter);
  /** @type {Connection[]} */
  const opened = [];
  for (let from = 0; from < peers.length; from += OPENING_AT_ONCE) {
    const group = peers.slice(from, from + OPENING_AT_ONCE).map(toConnection);
    await Promise.all(group.map((connection) => connection.opened()));
    opened.push(...group);
  }
  return opened;
}

/** A server may have cut those that could not keep up in the step before. */
async function reopenClosed() {
  const closed = connections.filter((connection) => !connection.isOpen);
  if (closed.length === 0) return;
  const open = connections.filter((connection) => connection.isOpen);
  for (const { peer } of closed) {
    const endpoint = endpoints.get(peer);
    if (endpoint !== undefined) open.push(...(await openAll(endpoint.wire, endpoint.port, [peer])));
  }
  connections = open;
}

/** @param {{ wire: WireId, port: number, peers: Peer[] }} request @returns {Promise<import('../types.ts').ReconnectResult>} */
async function reconnectAll({ wire, port, peers }) {
  const toConnection = connectionsBy(wire, port, meter);
  meter.marks = 0;
  let tries = 0;
  const before = process.cpuUsage();
  const began = performance.now();
  const took = await Promise.all(
    peers.map(async (peer) => {
      const opened = await openStubbornly(() => toConnection(peer));
      connections.push(opened.connection);
      tries += opened.tries;
      return performance.now() - began;
    }),
  );
  const all = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return {
    took: all,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    marks: meter.marks,
    triesAgain: tries - peers.length,
    generatorShare: (user + system) / 1000 / all,
  };
}

/** As clients do: who is cut off before being current tries again a while later. @param {() => Connection} make */
async function openStubbornly(make) {
  for (let tries = 1; ; tries += 1) {
    const connection = make();
    try {
      await connection.opened();
      return { connection, tries };
    } catch (fault) {
      connection.close();
      if (tries === MOST_TRIES) throw fault;
      await delay(TRY_AGAIN_AFTER * (0.5 + Math.random()));
    }
  }
}
