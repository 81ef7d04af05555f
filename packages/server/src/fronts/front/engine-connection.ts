import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';

/** The parts of an Engine.IO connection that a front uses; the typings leave most of them out. */
export interface EngineConnection {
  readonly id: string;
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly remoteAddress: string;
  readonly request: IncomingMessage & { _query: Record<string, string> };
  readonly transport: {
    readonly name: string;
    readonly socket?: {
      readonly _socket?: NetSocket;
      close(code: number, reason: string): void;
      pause(): void;
      resume(): void;
    };
  };
  readonly writeBuffer: { data?: unknown }[];
  write(packet: string | Buffer): void;
  close(discard?: boolean): void;
  on(event: 'data', listener: (data: string | Buffer) => void): void;
  on(event: 'close', listener: (reason: string) => void): void;
  on(event: 'upgrade', listener: (transport: { name: string }) => void): void;
  on(event: 'drain' | 'flush', listener: () => void): void;
  on(event: 'packetCreate', listener: (packet: { data?: unknown }) => void): void;
}

/** The TCP socket, where whole WebSocket frames may be written to it: no upgrade under way, nothing of the library’s waits. */
export function directStream(engine: EngineConnection): NetSocket | undefined {
  const { transport } = engine;
  const direct = transport.name === 'websocket' && !engine.upgrading && engine.writeBuffer.length === 0;
  return direct ? transport.socket?._socket : undefined;
}

/** Bytes that wait in Engine.IO’s own queue. */
export function queuedBytes(engine: EngineConnection): number {
  let bytes = 0;
  for (const { data } of engine.writeBuffer) {
    if (typeof data === 'string' || Buffer.isBuffer(data)) bytes += data.length;
  }
  return bytes;
}
