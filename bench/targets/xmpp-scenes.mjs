// @ts-check
import { Meter } from '../generator/meter.mjs';
import { XmppConnection } from '../generator/xmpp-connection.mjs';
import { inParallel } from './v1-rest.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('../types.ts').RunningServer} RunningServer */

export const XMPP_HOST = 'bench.test';
export const XMPP_ROOMS = `conference.${XMPP_HOST}`;

/** Accounts with passwords, a room of XEP-0045, messages from one to another: the same on every XMPP server. */
export const xmppScenes = {
  /** Finished when every occupant has it, the sender included. @param {RunningServer} server @param {number} clients */
  room: async (server, clients) => ({
    peers: await makeAccounts(server, clients, () => ['room', `room@${XMPP_ROOMS}`]),
    deliveriesPerMessage: clients,
    acked: false,
  }),
  /** @param {RunningServer} server @param {number} pairs */
  pairs: async (server, pairs) => ({
    peers: await makeAccounts(server, pairs * 2, (index) => ['pair', `${toName(index ^ 1)}@${XMPP_HOST}`]),
    deliveriesPerMessage: 1,
    acked: true,
  }),
  /** @param {RunningServer} server @param {number} connections */
  idle: async (server, connections) => ({
    peers: await makeAccounts(server, connections, () => ['idle', '']),
    deliveriesPerMessage: 1,
    acked: true,
  }),
};

/**
 * @param {RunningServer} server @param {number} count
 * @param {(index: number) => [kind: string, conversation: string]} roleOf
 */
async function makeAccounts(server, count, roleOf) {
  const meter = new Meter();
  return inParallel(count, async (index) => {
    const [kind, conversation] = roleOf(index);
    const auth = { name: toName(index), password: 'a long enough one', host: XMPP_HOST, kind };
    const peer = { auth, conversation };
    await new XmppConnection(server.port, peer, meter).register();
    return peer;
  });
}

/** @param {number} index */
function toName(index) {
  return `n${String(index).padStart(5, '0')}`;
}
