import { randomBytes } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { parse as parseQuery } from 'node:querystring';
import type { Duplex } from 'node:stream';
import type { Server } from 'socket.io';
import { PASSED_ON } from './silent-connections.ts';

type Listener = (...parts: unknown[]) => void;
type PassRequest = (socketPath: string, asked: IncomingMessage, response: ServerResponse) => void;

/** What a session’s id begins with: the id of the process that holds it. */
const HOLDER = /^([A-Za-z0-9]+)~/;

interface Own {
  id: string;
  folder: string;
  /** Where Engine.IO is asked; all else is answered by whoever it comes to. */
  paths: readonly string[];
}

/**
 * Several processes share one port, and a connection goes to any of them. A WebSocket stays where it began; a client that
 * polls makes many connections for one session, which lives in one process. So a session’s id says whose it is, and what
 * comes to another process is passed on through a socket of the file system. To be called when all listeners are there.
 * Returns what ends it.
 */
export async function routeToSiblings(
  http: HttpServer,
  io: Server,
  own: Own,
  passRequest: PassRequest,
): Promise<() => void> {
  const engine = io.engine as unknown as { generateId: () => string };
  engine.generateId = () => `${own.id}~${randomBytes(15).toString('base64url')}`;
  const pathOf = (id: string): string => join(own.folder, `${id}.sock`);
  const ownerOf = ({ url = '' }: IncomingMessage): string => findHolderId(url, own.paths) ?? own.id;
  const inner = createServer();
  for (const event of ['request', 'upgrade'] as const) {
    const listeners = http.listeners(event) as Listener[];
    http.removeAllListeners(event);
    const handle: Listener = (...parts) => {
      for (const listener of listeners) listener.apply(http, parts);
    };
    // What a sibling passed on is never passed on again.
    inner.on(event, handle);
    http.on(event, (asked: IncomingMessage, ...rest: unknown[]) => {
      const owner = ownerOf(asked);
      if (owner === own.id) {
        handle(asked, ...rest);
        return;
      }
      http.emit(PASSED_ON, asked);
      if (event === 'request') passRequest(pathOf(owner), asked, rest[0] as ServerResponse);
      else passUpgrade(pathOf(owner), asked, rest[0] as Duplex, rest[1] as Buffer);
    });
  }
  await new Promise<void>((resolve, reject) => {
    inner.once('error', reject);
    inner.listen({ path: pathOf(own.id), exclusive: true }, resolve);
  });
  return () => {
    inner.close();
    inner.closeAllConnections();
  };
}

/**
 * Read as Engine.IO reads it: what the other process took for the begin of a session would come to it without the address
 * of its client.
 */
function findHolderId(url: string, paths: readonly string[]): string | undefined {
  if (!paths.some((path) => url.startsWith(path))) return undefined;
  const [asked = ''] = url.split('#', 1);
  const { sid } = parseQuery(asked.slice(asked.indexOf('?') + 1));
  return typeof sid === 'string' ? HOLDER.exec(sid)?.[1] : undefined;
}

function passUpgrade(socketPath: string, asked: IncomingMessage, client: Duplex, head: Buffer): void {
  const sibling: Socket = connect(socketPath);
  const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
  for (let index = 0; index < asked.rawHeaders.length; index += 2)
    lines.push(`${asked.rawHeaders[index]}: ${asked.rawHeaders[index + 1]}`);
  sibling.once('connect', () => {
    sibling.write(`${lines.join('\r\n')}\r\n\r\n`);
    sibling.write(head);
    sibling.pipe(client);
    client.pipe(sibling);
  });
  const end = (): void => {
    sibling.destroy();
    client.destroy();
  };
  for (const side of [sibling, client]) side.on('error', end).on('close', end);
}
