import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Connections on which nothing was ever asked, as browsers open them ahead of need. Node takes them for busy until their
 * headers time out, so that a stop would wait half a minute for them; there is nothing to answer on them.
 */
export function closeSilentConnections(app: FastifyInstance): void {
  const silent = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  const speaks = ({ socket }: { socket: Socket }): void => {
    silent.delete(socket);
  };
  app.server.on('request', speaks);
  app.server.on('upgrade', speaks);
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy();
  });
}
