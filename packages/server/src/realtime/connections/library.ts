import type { EventEmitter } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import type { Server, Socket } from 'socket.io';

/*
 * What of the libraries their typings leave out: engine.io 6.6 (build/socket.js, build/transports/websocket.js), socket.io 4.8
 * (dist/client.js) and ws 8.23 (lib/websocket.js, receiver.js, sender.js).
 */

/** An Engine.IO connection. */
export interface LibraryEngine extends EventEmitter {
  readonly id: string;
  readonly protocol: number;
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly remoteAddress: string;
  readonly request: object;
  readonly transport: LibraryTransport;
  readonly writeBuffer: { data?: unknown }[];
  /** Set while a pong is waited for. */
  readonly pingTimeoutTimer: NodeJS.Timeout | null;
  write(packet: string): void;
  onClose(reason: string): void;
}

interface LibraryTransport {
  readonly name: string;
  readonly writable: boolean;
  readyState: string;
  readonly socket?: LibraryWebSocket;
}

export interface LibraryWebSocket {
  readonly readyState: number;
  readonly _socket?: NetSocket;
  readonly _receiver?: LibraryReceiver;
  readonly _sender?: { readonly _state: number; readonly _queue: readonly unknown[]; readonly _bufferedBytes: number };
  close(code: number, reason: string): void;
}

/** What takes WebSocket messages apart. */
export interface LibraryReceiver extends EventEmitter {
  readonly _state: number;
  readonly _fragmented: number;
  readonly _bufferedBytes: number;
  readonly _errored: boolean;
  readonly _extensions: object;
  readonly writableLength: number;
  write(bytes: Buffer): boolean;
}

/** What puts Socket.IO packets together. */
export interface LibraryDecoder extends EventEmitter {
  add(data: string | Buffer): void;
}

export interface LibraryPacket {
  readonly type: number;
  readonly id?: number;
  readonly data?: unknown;
}

/** All namespaces of an Engine.IO connection. */
export interface LibraryClient {
  readonly nsps: ReadonlyMap<string, Socket>;
  readonly decoder: LibraryDecoder & { readonly reconstructor?: unknown };
  readonly connectTimeout?: NodeJS.Timeout;
}

interface ReceiverOptions {
  isServer: true;
  maxPayload: number;
  maxFragments: number;
  maxBufferedChunks: number;
}

/** The classes behind these, so that a line uses the very same without asking for the packages itself. */
export interface LibraryKinds {
  Receiver: new (options: ReceiverOptions) => LibraryReceiver;
  Decoder: new () => LibraryDecoder;
  Client: new (server: Server, engine: unknown) => LibraryClient;
}
