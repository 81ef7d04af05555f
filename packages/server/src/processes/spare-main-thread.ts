import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const THREADS = '/proc/self/task';

/** Node starts the threads that it gives to V8 with SIGUSR1 blocked, and no others (src/node_platform.cc, Node 20 to 24). */
const IS_OF_V8 = /^SigBlk:\s*0*200$/m;

/**
 * V8 collects garbage and compiles on four threads, however few cores there are. On a single core they leave the event loop a
 * fifth of the time, for a tenth of a second. There they yield to it (on Linux, where each thread has a priority of its own),
 * and short collections do without them.
 *
 * And objects are born young: where V8 decides to make those of a place in the old part of the heap at once, it does so from
 * little evidence, and messages that are gone in a moment wait there for a collection of everything.
 */
export function spareMainThread(cores = availableParallelism()): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  if (cores > 1) return;
  setFlagsFromString('--no-parallel-scavenge');
  if (process.platform !== 'linux') return;
  try {
    for (const thread of readdirSync(THREADS)) {
      if (!IS_OF_V8.test(readFileSync(`${THREADS}/${thread}/status`, 'latin1'))) continue;
      setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
    }
  } catch {
    // Where it is not allowed they work as they did.
  }
}
