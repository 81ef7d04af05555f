// @ts-check
import { WebSocketServer } from 'ws';

/**
 * The lowest floor: a bare WebSocket server that keeps nothing and asks nothing. `|text` goes to all; `name|text` goes to
 * one and is answered.
 */
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT), perMessageDeflate: false });
/** @type {Map<string, import('ws').WebSocket>} */
const byName = new Map();

server.on('connection', (socket, request) => {
  const name = (request.url ?? '/').slice(1);
  byName.set(name, socket);
  socket.on('message', (data) => receive(socket, data.toString()));
  socket.on('close', () => byName.delete(name));
});

process.on('SIGTERM', () => process.exit(0));

/** @param {import('ws').WebSocket} sender @param {string} message */
function receive(sender, message) {
  const bar = message.indexOf('|');
  const text = message.slice(bar + 1);
  if (bar === 0) {
    for (const socket of server.clients) socket.send(text);
    return;
  }
  byName.get(message.slice(0, bar))?.send(text);
  sender.send(`a${text.slice(0, 10)}`);
}
