// @ts-check
import { ClientIds } from './client-ids.mjs';
import { DirectWire, LetsappWire, RelayWire, RoomsWire } from './dialect-wires.mjs';
import { SocketIoWire } from './socketio-wire.mjs';
import { isMarkAt, numberAt, toText } from './text.mjs';

/** @typedef {import('./connection.mjs').Connection} Connection */
/** @typedef {import('./connection.mjs').Wire} Wire */
/** @typedef {import('./meter.mjs').Meter} Meter */
/** @typedef {Exclude<import('../types.ts').WireId, 'xmpp'>} WireId */

/** @param {WireId} id @param {Meter} meter @returns {Wire} */
export function makeWire(id, meter) {
  switch (id) {
    case 'ws':
      return new PlainWire(meter);
    case 'socketio':
      return new SocketIoWire(meter);
    case 'v1':
      return new V1Wire(meter);
    case 'rooms':
      return new RoomsWire(meter);
    case 'letsapp':
      return new LetsappWire(meter);
    case 'relay':
      return new RelayWire(meter);
    case 'direct':
      return new DirectWire(meter);
  }
}

/** The plain floor: `<partner>|<text>` in, the text out; in pairs also `a<number>`. @implements {Wire} */
class PlainWire {
  readyOnOpen = true;
  #meter;

  /** @param {Meter} meter */
  constructor(meter) {
    this.#meter = meter;
  }

  /** @param {import('../types.ts').Peer} peer */
  path(peer) {
    return `/${peer.auth.name ?? ''}`;
  }

  /** @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return `${connection.peer.conversation}|${toText(number)}`;
  }

  /** @param {Connection} _connection @param {Buffer} buffer @param {number} start @param {number} end */
  receive(_connection, buffer, start, end) {
    if (isMarkAt(buffer, start, end)) this.#meter.delivered(numberAt(buffer, start));
    // `a~~<number>`: the answer repeats the mark.
    else if (isMarkAt(buffer, start + 1, end)) this.#meter.acknowledged(numberAt(buffer, start + 1));
  }
}

const YES = Buffer.from('{"ok":true', 'latin1');

/** Parlance's v1: sync pages with acks, then `live`, then events; requests by operation id. @implements {Wire} */
class V1Wire extends SocketIoWire {
  /** @override */
  namespace = '/v1,';
  #clientIds = new ClientIds();

  /** @override @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return (
      `42/v1,${number}["messages.send",{"conversation_id":"${connection.peer.conversation}",` +
      `"client_id":"${this.#clientIds.next(number)}","content":{"type":"text","text":"${toText(number)}"}}]`
    );
  }

  /** @override @param {string} event */
  isDelivery(event) {
    return event.startsWith('42/v1,["event"') && event.includes('"type":"message.sent"');
  }

  /** The CONNECT packet is only the beginning here: `live` ends the greeting. @override */
  accepted() {}

  /** @override @param {Buffer} buffer @param {number} at */
  isYes(buffer, at) {
    return buffer.compare(YES, 0, YES.length, at, at + YES.length) === 0;
  }

  /** @override @param {Connection} connection @param {string} event */
  receiveControl(connection, event) {
    const parts = /^42\/v1,(\d*)\["([a-z]+)"/.exec(event);
    if (parts === null) return;
    const [, request, name] = parts;
    // An array with null would be a wrong ack; Socket.IO calls back without arguments on an empty one.
    if (name === 'sync') {
      this.meter.marks += event.split('~~').length - 1;
      if (request !== '') connection.sendText(`43/v1,${request}[]`);
    }
    if (name === 'live') connection.markOpen();
    else if (name === 'bye') connection.farewell = event.slice(0, 300);
  }

  /** @override @param {Connection} connection @param {string} event */
  receiveWanted(connection, event) {
    connection.wantsToken = false;
    const token = /"token":"([^"]+)"/.exec(event)?.[1];
    if (token !== undefined) connection.sendText(`42/v1,["sync.acknowledge",{"token":"${token}"}]`);
  }
}
