import { Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { LibraryClient, LibraryEngine, LibraryKinds, LibraryWebSocket } from './library.ts';
import type { LineParts } from './line.ts';

const WEBSOCKET_OPEN = 1;
const BETWEEN_FRAMES = 0;
/** ws’s sender is neither compressing nor reading a Blob. */
const SENDS_AT_ONCE = 0;
/** What ws listens to on its TCP socket with, and where it notes itself there. */
const LISTENERS = { close: 'socketOnClose', data: 'socketOnData', end: 'socketOnEnd', error: 'socketOnError' };
const OWNER = 'websocket';

/** Node’s HTTP server wraps these for each connection, to notice a listener for bytes that its parser takes. Nobody parses any more. */
const WRAPPED = ['on', 'addListener', 'prependListener', 'setEncoding'] as const;

export interface Released extends Omit<LineParts, 'opened'> {
  kinds: LibraryKinds;
}

/** Whether nothing of the libraries is in the middle of something, and they are as we know them. `sockets`: all of one connection. */
export function canLetGo(sockets: readonly Socket[]): boolean {
  const [first] = sockets;
  if (first === undefined) return false;
  const engine = engineOf(first);
  const web = engine.transport.socket;
  return (
    web !== undefined &&
    isAtRest(engine) &&
    isIdle(web) &&
    isSettled(clientOf(first), sockets) &&
    web._socket instanceof NetSocket &&
    isFree(web._socket)
  );
}

/**
 * Has the libraries forget a WebSocket connection whose handshake is over, so that its TCP socket can be used without them.
 * `socket`: one of its namespaces; they all end for the library. To be called where that can be.
 */
export function letGo(socket: Socket): Released {
  const engine = engineOf(socket);
  const client = clientOf(socket);
  const { id, remoteAddress, request, transport } = engine;
  const { _socket: stream, _receiver: receiver } = transport.socket as Required<LibraryWebSocket>;
  const kinds = {
    Receiver: receiver.constructor,
    Decoder: client.decoder.constructor,
    Client: client.constructor,
  } as LibraryKinds;
  forgetStream(stream);
  // The transport has nothing to close any more.
  transport.readyState = 'closed';
  engine.onClose('forced close');
  return { stream, id, remoteAddress, request, kinds };
}

function engineOf(socket: Socket): LibraryEngine {
  return socket.conn as unknown as LibraryEngine;
}

function clientOf(socket: Socket): LibraryClient {
  return socket.client as unknown as LibraryClient;
}

function isAtRest(engine: LibraryEngine): boolean {
  const { transport } = engine;
  if (engine.protocol !== 4 || engine.readyState !== 'open' || engine.upgrading) return false;
  if (engine.pingTimeoutTimer !== null || engine.writeBuffer.length > 0) return false;
  return transport.name === 'websocket' && transport.writable;
}

/** ws stands between two messages, on both sides. */
function isIdle({ readyState, _receiver: receiver, _sender: sender }: LibraryWebSocket): boolean {
  if (readyState !== WEBSOCKET_OPEN || receiver === undefined || sender === undefined) return false;
  if (Object.keys(receiver._extensions).length > 0) return false;
  if (receiver._state !== BETWEEN_FRAMES || receiver._fragmented !== 0) return false;
  if (receiver._bufferedBytes !== 0 || receiver.writableLength !== 0) return false;
  return sender._state === SENDS_AT_ONCE && sender._queue.length === 0 && sender._bufferedBytes === 0;
}

/** Its namespaces are these, and no answer and no attachment is waited for. */
function isSettled(client: LibraryClient, sockets: readonly Socket[]): boolean {
  if (client.nsps.size !== sockets.length || (client.decoder.reconstructor ?? null) !== null) return false;
  return sockets.every(
    (socket) => socket.connected && (socket as unknown as { acks: Map<number, unknown> }).acks.size === 0,
  );
}

function isFree(stream: NetSocket): boolean {
  const isKnown = Object.entries(LISTENERS).every(([event, name]) => findListener(stream, event, name) !== undefined);
  return isKnown && !stream.destroyed && stream.readableLength === 0 && !stream.readableEnded && stream.writable;
}

function findListener(stream: NetSocket, event: string, name: string): ((...parts: unknown[]) => void) | undefined {
  return (stream.listeners(event) as ((...parts: unknown[]) => void)[]).find((listener) => listener.name === name);
}

function forgetStream(stream: NetSocket): void {
  for (const [event, name] of Object.entries(LISTENERS)) {
    const listener = findListener(stream, event, name);
    if (listener !== undefined) stream.removeListener(event, listener);
  }
  const owned = stream as unknown as Record<string | symbol, unknown>;
  const owner = Object.getOwnPropertySymbols(stream).find(({ description }) => description === OWNER);
  if (owner !== undefined) owned[owner] = undefined;
  // Not deleted: an object that loses properties becomes a hash table, which is larger and slower.
  for (const name of WRAPPED) if (Object.hasOwn(stream, name)) owned[name] = NetSocket.prototype[name];
}
