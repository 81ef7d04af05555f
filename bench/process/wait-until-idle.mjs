// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from './usage.mjs';

const LOOK_EVERY = 500;
const IDLE_SHARE = 0.03;
const IDLE_LOOKS = 3;
const LONGEST = 300_000;

/**
 * Waits until a server has finished what it does by itself after a start, such as indexing rows it has not seen. Throws
 * when it is still busy after five minutes.
 * @param {number} pid
 */
export async function waitUntilIdle(pid) {
  let idleLooks = 0;
  let before = cpuSeconds(pid);
  for (let waited = 0; waited < LONGEST; waited += LOOK_EVERY) {
    await delay(LOOK_EVERY);
    const now = cpuSeconds(pid);
    idleLooks = now - before < (IDLE_SHARE * LOOK_EVERY) / 1000 ? idleLooks + 1 : 0;
    if (idleLooks === IDLE_LOOKS) return;
    before = now;
  }
  throw new Error(`The server was still busy by itself ${LONGEST / 1000} s after its start.`);
}
