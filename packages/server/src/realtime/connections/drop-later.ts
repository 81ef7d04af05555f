import type { Socket } from 'node:net';

/** How long a connection that was told to go may take to read what was written before, reason included; milliseconds. */
export const GRACE = 10_000;

/** Drops a connection that has not closed by itself when its grace time is over. */
export function dropLater(stream: Socket): void {
  const timer = setTimeout(() => stream.destroy(), GRACE);
  timer.unref();
  stream.once('close', () => clearTimeout(timer));
}
