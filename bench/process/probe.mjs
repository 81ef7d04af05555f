// @ts-check
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapSpaceStatistics, writeHeapSnapshot } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** More than one: what the first finalises is only freed by the second. */
const COLLECTIONS = 4;
const SETTLING = 700;
/**
 * The young generation grows to some 33 MB while connections come fast, and V8 gives that back only after some seconds with
 * little to do: more than all that 5 000 idle connections keep. Bytes, and how often it is looked at.
 */
const YOUNG_AT_REST = 2e6;
const LONGEST_WAIT = 60;

/**
 * Loaded into a measured server with `--import`: answers how much memory it holds after a forced collection, or in which
 * file of its data folder it has written what the heap holds.
 */
if (isMainThread && process.send !== undefined) {
  process.on('message', (message) => {
    if (message === 'heap') {
      const file = join(process.env.DATA_DIR ?? '.', `${Date.now()}.heapsnapshot`);
      process.send?.({ file: writeHeapSnapshot(file) });
    }
    if (message === 'memory') void tellMemory();
  });
  process.channel?.unref();
}

/** The engine gives pages back on threads of its own, some time after a collection: what it holds is known only then. */
async function tellMemory() {
  for (let turn = 0; turn < COLLECTIONS || (youngBytes() > YOUNG_AT_REST && turn < LONGEST_WAIT); turn += 1) {
    globalThis.gc?.();
    await delay(SETTLING);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
}

function youngBytes() {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  return young?.physical_space_size ?? 0;
}
