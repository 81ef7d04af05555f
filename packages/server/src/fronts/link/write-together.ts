import type { Socket } from 'node:net';

/** Up to so many bytes copying is cheaper than handing the system a list. */
const COPIED = 32 * 1024;

/** Writes all of it as one call of the system where that is possible. Answers like `Socket.write`. */
export function writeTogether(socket: Socket, parts: readonly Buffer[]): boolean {
  if (parts.length === 1) return socket.write(parts[0] as Buffer);
  let length = 0;
  for (const part of parts) length += part.length;
  if (length <= COPIED) return socket.write(Buffer.concat(parts, length));
  socket.cork();
  let isEmpty = true;
  for (const part of parts) isEmpty = socket.write(part);
  socket.uncork();
  return isEmpty;
}
