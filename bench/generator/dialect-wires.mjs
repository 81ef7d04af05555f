// @ts-check
import { SOCKET_IO_PATH, SocketIoWire } from './socketio-wire.mjs';
import { toText } from './text.mjs';

/** @typedef {import('./connection.mjs').Connection} Connection */
/** @typedef {import('../types.ts').Peer} Peer */

/**
 * What the wires of the dialects share: the root namespace, one event that brings a message, one that says that the client
 * is where it wanted to be, and `error` for what was refused. They send as their documents show it, without an
 * acknowledgement unless that is documented.
 */
class DialectWire extends SocketIoWire {
  /** How the event begins that brings a message. */
  delivery = '';
  /** How the event begins after which messages may be sent. */
  ready = '';

  /** @override @param {string} event */
  isDelivery(event) {
    return event.startsWith(this.delivery);
  }

  /** What the client says first. @param {Connection} _connection */
  enter(_connection) {}

  /** @override @param {Connection} connection */
  accepted(connection) {
    this.enter(connection);
  }

  /** @override @param {Connection} connection @param {string} event */
  receiveControl(connection, event) {
    if (event.startsWith(this.ready)) connection.markOpen();
    else if (event.startsWith('42["error"')) {
      if (connection.isOpen) this.meter.refuse(event);
      else connection.fail(event);
    } else if (event.startsWith('42["bye"')) connection.farewell = event.slice(0, 300);
  }
}

/** `rooms`: joins by name without a token, in a language; everybody hears a message, its sender too. */
export class RoomsWire extends DialectWire {
  /** @override */
  delivery = '42["receive_message"';
  /** @override */
  ready = '42["joined_room"';

  /** @override */
  greeting() {
    return '';
  }

  /** @override @param {Connection} connection */
  enter(connection) {
    const { auth, conversation } = connection.peer;
    connection.sendText(
      `42["join_room",{"user_id":"${auth.userId}","username":"${auth.userName}","room_id":"${conversation}","preferred_language":"en"}]`,
    );
  }

  /** @override @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return `42["send_message",{"room_id":"${connection.peer.conversation}","text":"${toText(number)}"}]`;
  }
}

const SUCCESS = Buffer.from('{"status":"success"', 'latin1');

/** `letsapp`: a token in the query; groups; the sender hears an acknowledgement instead of the message. */
export class LetsappWire extends DialectWire {
  /** @override */
  delivery = '42["receive_group_message"';
  /** @override */
  ready = '42["status"';

  /** @override @param {Peer} peer */
  path(peer) {
    return `${SOCKET_IO_PATH}&token=${peer.auth.token}`;
  }

  /** @override */
  greeting() {
    return '';
  }

  /** @override @param {Connection} connection */
  enter(connection) {
    connection.sendText(`42["join_group",{"group_id":"${connection.peer.conversation}"}]`);
  }

  /** @override @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return `42${number}["send_group_message",{"group_id":"${connection.peer.conversation}","content":"${toText(number)}"}]`;
  }

  /** @override @param {Buffer} buffer @param {number} at */
  isYes(buffer, at) {
    return buffer.compare(SUCCESS, 0, SUCCESS.length, at, at + SUCCESS.length) === 0;
  }
}

/** `relay`: nobody has an account; the sender hears `message_received` instead of the message. */
export class RelayWire extends DialectWire {
  /** @override */
  delivery = '42["message"';
  /** @override */
  ready = '42["connected"';

  /** @override */
  greeting() {
    return '';
  }

  /** @override @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return `42["message",{"type":"text","content":"${toText(number)}","sender":"${connection.peer.auth.name}"}]`;
  }
}

/** `direct`: a token in the handshake; conversations of two by e-mail; both hear `new_message`, the other one also a notification. */
export class DirectWire extends DialectWire {
  /** @override */
  delivery = '42["new_message"';
  /** @override */
  ready = '42["online_users"';

  /** @override @param {Peer} peer */
  greeting(peer) {
    return JSON.stringify({ token: peer.auth.token });
  }

  /** @override @param {Connection} connection */
  enter(connection) {
    connection.sendText(`42["join_conversation",{"conversation_id":"${connection.peer.auth.conversationId}"}]`);
    connection.sendText('42["get_online_users"]');
  }

  /** @override @param {Connection} connection @param {number} number */
  toSend(connection, number) {
    return `42["send_message",{"to_email":"${connection.peer.conversation}","message":"${toText(number)}"}]`;
  }
}
