import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Told by a server, with the request, in place of “request” and “upgrade” when another process answers. */
export const PASSED_ON = 'passed on';

/** Has them closed when the server stops. */
export function closeSilentConnections(app: FastifyInstance): void {
  const close = watchSilentConnections(app.server);
  app.addHook('preClose', async () => close());
}

/**
 * Connections on which nothing was ever asked, as browsers open them ahead of need. Node takes them for busy until their
 * headers time out, so that a stop would wait half a minute for them; there is nothing to answer on them. Returns what
 * closes them.
 */
export function watchSilentConnections(server: HttpServer): () => void {
  const silent = new Set<Socket>();
  const forget = function (this: Socket): void {
    silent.delete(this);
  };
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', forget);
  });
  const speaks = ({ socket }: { socket: Socket }): void => {
    silent.delete(socket);
    // A connection may come again (plain-upgrades.ts).
    socket.off('close', forget);
  };
  server.on('request', speaks);
  server.on('upgrade', speaks);
  server.on(PASSED_ON, speaks);
  return () => {
    for (const socket of silent) socket.destroy();
  };
}
