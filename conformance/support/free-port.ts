import { createServer } from 'node:net';

/**
 * Below the ports that a system gives to those who ask for any: 32768 and up on Linux, 49152 elsewhere. One of those could
 * be somebody else's by the time the server listens, and then their server is the one that answers.
 */
const FIRST = 20_000;
/** Each of the processes that run tests side by side has so many to itself. */
const SHARE = 1_000;
const SHARES = 12;

const first = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % SHARES) * SHARE;
let next = Math.floor(Math.random() * SHARE);

/** A port of the loopback address that nobody has, and that nobody is given until it is listened on. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < SHARE; tries += 1) {
    const port = first + (next % SHARE);
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} to ${first + SHARE - 1} is free`);
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
