import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'socket.io';
import { FrontLink } from './front-link.ts';

/** How often fronts hear how many connections there are, in milliseconds. */
const LOAD_INTERVAL = 500;

export interface FrontsParts {
  /** Where to listen for fronts: a path of the file system, open to this user only. */
  path: string;
  io: Server;
  /** What a front is told at first. */
  welcome: () => string;
  /** How many connections hear events, at all fronts together. */
  connections: () => number;
  /** A front stops: who came through it should come back. */
  leaving: (holder: string) => void;
  /** A link failed. */
  failed: (fault: unknown) => void;
}

/** The fronts of this owner. */
export interface Fronts {
  /** How many clients can reach. */
  count(): number;
  /** Bytes for their clients that they have not taken yet. */
  waiting(): number;
  /** Lets them have what was written, and lets go of them. */
  stop(): Promise<void>;
}

/** Waits for fronts, and hands their connections to the Socket.IO server as if they were its own. */
export async function openFronts(parts: FrontsParts): Promise<Fronts> {
  const links = new Set<FrontLink>();
  // The type asks for Engine.IO’s own class; the library itself uses what RelayedConnection has.
  const accept = parts.io as unknown as { onconnection: (connection: unknown) => void };
  const server = createServer((socket) => {
    const link = new FrontLink(socket, {
      welcome: () => {
        link.tellLoad(parts.connections());
        return parts.welcome();
      },
      opened: (connection) => accept.onconnection(connection),
      leaving: parts.leaving,
      failed: parts.failed,
    });
    links.add(link);
    socket.once('close', () => links.delete(link));
  });
  // A predecessor that was killed leaves its path behind.
  await rm(parts.path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: parts.path, exclusive: true }, resolve);
  });
  let told = 0;
  const timer = setInterval(() => {
    const now = parts.connections();
    if (now !== told) for (const link of links) link.tellLoad(now);
    told = now;
  }, LOAD_INTERVAL).unref();
  return {
    count: () => [...links].filter((link) => link.serves).length,
    waiting: () => [...links].reduce((sum, link) => sum + link.waiting, 0),
    stop: async () => {
      clearInterval(timer);
      server.close();
      await Promise.all([...links].map((link) => link.end()));
    },
  };
}
