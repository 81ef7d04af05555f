import type { FastifyInstance } from 'fastify';
import type { Server } from 'socket.io';

/** How long requests in flight, and whoever is slow to hear the end, may take once the server stops; milliseconds. */
const LONGEST_ANSWER = 5_000;
/** Between two looks for connections that have become idle; milliseconds. */
const SWEEP = 50;

interface Doors {
  app: FastifyInstance;
  io: Server;
  /** Tells those to go whom the library carries no more. */
  leaveAll: () => void;
}

/** What of Engine.IO its typings protect (engine.io 6.6, build/server.js). */
interface Connections {
  readonly clients: Readonly<Record<string, { close(): void }>>;
}

/**
 * Lets nobody in any more, and resolves when everybody has gone. Whoever does not go is left behind: a WebSocket is closed
 * only when its client has agreed, and one that has died or reads nothing never does.
 */
export async function closeDoors({ app, io, leaveAll }: Doors): Promise<void> {
  io.disconnectSockets(true);
  leaveAll();
  const closed = app.close();
  const sweep = (): void => {
    // One that was answered after the server began to close would be kept for its next request.
    app.server.closeIdleConnections();
    // Who has opened a connection and joined nothing is in no namespace; what waits for the others is written first.
    for (const connection of Object.values((io.engine as unknown as Connections).clients)) connection.close();
  };
  sweep();
  const sweeping = setInterval(sweep, SWEEP);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      // One that never sent a request would be waited for for ever.
      app.server.closeAllConnections();
      io.engine.close();
      timer = setTimeout(resolve, SWEEP);
    }, LONGEST_ANSWER);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
  clearInterval(sweeping);
}
