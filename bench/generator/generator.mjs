// @ts-check
import { Connection } from './connection.mjs';
import { Meter } from './meter.mjs';
import { runQuiet } from './quiet.mjs';
import { runStep } from './step.mjs';
import { makeWire } from './wires.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').WireId} WireId */

const OPENING_AT_ONCE = 50;
/** A client tells at most this often how far it has come (v1's delivery receipt). */
const ACKNOWLEDGE_EVERY = 5000;

const meter = new Meter();
/** @type {Connection[]} */
let connections = [];
/** @type {{ wire: WireId, port: number } | undefined} */
let endpoint;

/** @type {Record<string, (request: any) => Promise<unknown>>} */
const commands = {
  open: async (request) => {
    endpoint = request;
    connections.push(...(await openAll(request.wire, request.port, request.peers)));
  },
  step: async (request) => {
    await reopenClosed();
    return runStep(connections, meter, request);
  },
  quiet: (request) => runQuiet(connections, meter, request),
  close: async () => {
    for (const connection of connections) connection.close();
    connections = [];
  },
};

process.on('message', (message) => void answer(message));
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  for (const connection of connections) connection.wantsToken = true;
}, ACKNOWLEDGE_EVERY);

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
  const wire = makeWire(wireId, meter);
  /** @type {Connection[]} */
  const opened = [];
  for (let from = 0; from < peers.length; from += OPENING_AT_ONCE) {
    const group = peers.slice(from, from + OPENING_AT_ONCE).map((peer) => new Connection(port, peer, wire, meter));
    await Promise.all(group.map((connection) => connection.opened()));
    opened.push(...group);
  }
  return opened;
}

/** A server may have cut those that could not keep up in the step before. */
async function reopenClosed() {
  const closed = connections.filter((connection) => !connection.isOpen).map((connection) => connection.peer);
  if (closed.length === 0 || endpoint === undefined) return;
  const open = connections.filter((connection) => connection.isOpen);
  connections = [...open, ...(await openAll(endpoint.wire, endpoint.port, closed))];
}
