// @ts-check
import { byteAt } from './frames.mjs';
import { findMark, isMarkAt, numberAt, toText } from './text.mjs';

/** @typedef {import('./connection.mjs').Connection} Connection */
/** @typedef {import('./connection.mjs').Wire} Wire */
/** @typedef {import('./meter.mjs').Meter} Meter */

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const ENGINE_OPEN = 0x30;
const ENGINE_PING = 0x32;
const ENGINE_MESSAGE = 0x34;
const SOCKET_EVENT = 0x32;
const SOCKET_ACK = 0x33;
/** Engine.IO 4 over WebSocket alone. */
export const SOCKET_IO_PATH = '/socket.io/?EIO=4&transport=websocket';

/** Finds the mark of a text in a frame. Frames of one kind have it in one place, so the last place is tried first. */
class MarkFinder {
  #offset = 0;

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  isWhereItWas(buffer, start, end) {
    return isMarkAt(buffer, start + this.#offset, end);
  }

  /** @param {Buffer} buffer @param {number} start */
  number(buffer, start) {
    return numberAt(buffer, start + this.#offset);
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  search(buffer, start, end) {
    const at = findMark(buffer, start, end);
    if (at !== -1) this.#offset = at - start;
    return at !== -1;
  }
}

/** Socket.IO 4 over Engine.IO 4, WebSocket only, as the floor speaks it: `say` and `said`. @implements {Wire} */
export class SocketIoWire {
  readyOnOpen = false;
  /** The namespace with its comma, or '' for the root. */
  namespace = '';
  meter;
  #finder = new MarkFinder();

  /** @param {Meter} meter */
  constructor(meter) {
    this.meter = meter;
  }

  /** @param {import('../types.ts').Peer} _peer */
  path(_peer) {
    return SOCKET_IO_PATH;
  }

  /** The payload of the CONNECT packet. @param {import('../types.ts').Peer} peer */
  greeting(peer) {
    return JSON.stringify(peer.auth);
  }

  /** @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    const partner = connection.peer.conversation;
    return partner === '' ? `42["say","${toText(number)}"]` : `42${number}["tell","${partner}","${toText(number)}"]`;
  }

  /** @param {Connection} connection @param {Buffer} buffer @param {number} start @param {number} end */
  receive(connection, buffer, start, end) {
    const engine = byteAt(buffer, start);
    if (engine === ENGINE_MESSAGE) {
      const type = byteAt(buffer, start + 1);
      if (type === SOCKET_EVENT) this.#receiveEvent(connection, buffer, start, end);
      else if (type === SOCKET_ACK) this.#receiveAck(buffer, start, end);
      else this.#receiveOther(connection, buffer.toString('utf8', start + 1, end));
    } else if (engine === ENGINE_PING) {
      connection.sendText('3');
    } else if (engine === ENGINE_OPEN) {
      connection.sendText(`40${this.namespace}${this.greeting(connection.peer)}`);
    }
  }

  /** Whether an event that holds a text is the delivery of a message. @param {string} _event @returns {boolean} */
  isDelivery(_event) {
    return true;
  }

  /** An event without a message's text. @param {Connection} _connection @param {string} _event */
  receiveControl(_connection, _event) {}

  /** The CONNECT packet came: the floor has nothing more to say. @param {Connection} connection */
  accepted(connection) {
    connection.markOpen();
  }

  /** Whether the answer that starts at `at`, after its `[`, is a yes. @param {Buffer} _buffer @param {number} _at */
  isYes(_buffer, _at) {
    return true;
  }

  /** A delivery was counted and the connection wants its token. @param {Connection} _connection @param {string} _event */
  receiveWanted(_connection, _event) {}

  /** @param {Connection} connection @param {Buffer} buffer @param {number} start @param {number} end */
  #receiveEvent(connection, buffer, start, end) {
    const known = this.#finder.isWhereItWas(buffer, start, end);
    if (!known && !this.#isNewDelivery(connection, buffer, start, end)) return;
    this.meter.delivered(this.#finder.number(buffer, start));
    if (connection.wantsToken) this.receiveWanted(connection, buffer.toString('utf8', start, end));
  }

  /** @param {Connection} connection @param {Buffer} buffer @param {number} start @param {number} end */
  #isNewDelivery(connection, buffer, start, end) {
    const event = buffer.toString('utf8', start, end);
    if (this.isDelivery(event) && this.#finder.search(buffer, start, end)) return true;
    this.receiveControl(connection, event);
    return false;
  }

  /** @param {Buffer} buffer @param {number} start @param {number} end */
  #receiveAck(buffer, start, end) {
    let at = start + 2 + this.namespace.length;
    let number = 0;
    for (; byteAt(buffer, at) >= DIGIT_0 && byteAt(buffer, at) <= DIGIT_9; at += 1) {
      number = number * 10 + byteAt(buffer, at) - DIGIT_0;
    }
    if (this.isYes(buffer, at + 1)) this.meter.acknowledged(number);
    else this.meter.refuse(buffer.toString('utf8', at, end));
  }

  /** @param {Connection} connection @param {string} packet */
  #receiveOther(connection, packet) {
    if (packet.startsWith(`0${this.namespace}`)) this.accepted(connection);
    else connection.fail(`The server refused or ended the session: ${packet.slice(0, 300)}`);
  }
}
