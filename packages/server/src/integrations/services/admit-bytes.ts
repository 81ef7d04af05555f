import { setTimeout as delay } from 'node:timers/promises';

/**
 * What is read of all services’ answers together, in bytes a second, and how much at once. A word of a streamed answer is
 * some 250 bytes on the wire: 4 000 words a second are more than a node’s people can read, and to take in more would cost
 * the messages of everybody else their time.
 */
const RATE = 1_000_000;
const BURST = 8 * 1024 * 1024;

let left = BURST;
let counted = performance.now();
let last: Promise<void> = Promise.resolve();

/** Resolves when so many bytes may be taken in; at once, unless services flood us. In the order of asking. */
export function admitBytes(bytes: number): Promise<void> {
  last = last.then(() => pass(bytes));
  return last;
}

async function pass(bytes: number): Promise<void> {
  const now = performance.now();
  left = Math.min(BURST, left + ((now - counted) * RATE) / 1000) - bytes;
  counted = now;
  if (left < 0) await delay((-left * 1000) / RATE);
}
