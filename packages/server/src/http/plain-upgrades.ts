import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

type Listener = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** What belongs to the offer, besides the names in `Connection`. */
const OFFER = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Node takes every request that offers another protocol away from the routes as soon as somebody takes WebSockets. What offers
 * HTTP/2, as Java’s client and `curl --http2` do, is answered as if it did not (RFC 9110, 7.8). To be called when those who
 * take WebSockets are there.
 */
export function answerPlainUpgrades(http: HttpServer): void {
  const listeners = http.listeners('upgrade') as Listener[];
  http.removeAllListeners('upgrade');
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      for (const listener of listeners) listener.call(http, request, socket, head);
      return;
    }
    // Read once more, from the request line on: what follows may be its body.
    socket.unshift(Buffer.concat([Buffer.from(toPlainHead(request), 'latin1'), head]));
    http.emit('connection', socket);
  });
}

function toPlainHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const value = rawHeaders[index + 1] as string;
    const plain = name.toLowerCase();
    if (!OFFER.has(plain)) lines.push(`${name}: ${value}`);
    else if (plain === 'connection' && /\bclose\b/i.test(value)) lines.push('Connection: close');
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
