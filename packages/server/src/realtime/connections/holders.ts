import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const holders = new WeakMap<Socket, string>();

/** Notes which other process of this machine holds the client’s connection of what now comes on this one. */
export function noteHolder(socket: Socket, holder: string): void {
  holders.set(socket, holder);
}

/** Who holds the client’s connection; undefined where it is this process’s own. */
export function findHolder({ socket }: IncomingMessage): string | undefined {
  return holders.get(socket);
}
