import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { noteHolder } from '../realtime/connections/holders.ts';

/** Set by fronts and by nobody else: `<id of the front> <the client’s address>`. A front removes what a client sent under it. */
export const FRONT_HEADER = 'x-parlance-front';

/**
 * Believes what fronts say of where a request came from. Only for a server that nobody but fronts can reach. Requests come
 * one after the other on a connection, so each finds its own client’s address on the socket, where everybody looks for it.
 */
export function believeFronts(http: HttpServer): void {
  http.on('connection', endGently);
  http.prependListener('request', (request: IncomingMessage) => {
    const { socket, headers } = request;
    const [front = '', address = ''] = String(headers[FRONT_HEADER] ?? '').split(' ');
    delete headers[FRONT_HEADER];
    Object.defineProperty(socket, 'remoteAddress', { value: address, configurable: true });
    noteHolder(socket, front);
  });
}

/** How long a front may take to close after an early answer, in milliseconds. */
const GRACE = 5_000;

/**
 * A body that is refused by its headers is answered before it has come. Node then closes the connection, and a front that
 * still writes would hear of that instead of the answer; so the end is said, and the rest is read and dropped.
 */
function endGently(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), GRACE).unref();
    socket.once('close', () => clearTimeout(timer));
  };
}
