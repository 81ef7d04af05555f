// @ts-check
import { Connection } from './connection.mjs';
import { makeWire } from './wires.mjs';
import { XmppConnection } from './xmpp-connection.mjs';

/** @typedef {import('../types.ts').Peer} Peer */
/** @typedef {import('./meter.mjs').Meter} Meter */

/**
 * How connections of one kind are made; they share what the wire keeps. Each is asked for `opened()` before it is used.
 * @param {import('../types.ts').WireId} wireId @param {number} port @param {Meter} meter
 * @returns {(peer: Peer) => Connection | XmppConnection}
 */
export function connectionsBy(wireId, port, meter) {
  if (wireId === 'xmpp') return (peer) => new XmppConnection(port, peer, meter);
  const wire = makeWire(wireId, meter);
  return (peer) => new Connection(port, peer, wire, meter);
}
