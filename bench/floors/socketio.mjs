// @ts-check
import { createServer } from 'node:http';
import { Server } from 'socket.io';

/**
 * What most chat servers in JavaScript are made of: Socket.IO as it comes, one room for all, one for each name. It keeps
 * nothing, checks nothing, and answers at once.
 */
const http = createServer();
const io = new Server(http, { serveClient: false });

io.on('connection', (socket) => {
  void socket.join('all');
  const name = socket.handshake.auth.name;
  if (typeof name === 'string') void socket.join(name);
  socket.on('say', (text) => io.to('all').emit('said', text));
  socket.on('tell', (partner, text, answer) => {
    io.to(partner).emit('said', text);
    answer({ ok: true });
  });
});

process.on('SIGTERM', () => process.exit(0));
http.listen(Number(process.env.PORT), '127.0.0.1');
