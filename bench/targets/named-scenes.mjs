// @ts-check

/** @typedef {import('../types.ts').Peer} Peer */

/** Where there are no accounts, a scene is only names: those of the floors, and of the peer that speaks as they do. */
export const namedScenes = {
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
