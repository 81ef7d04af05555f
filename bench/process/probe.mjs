// @ts-check
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

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
    if (message !== 'memory') return;
    // Twice: what the first run finalises is only freed by the second.
    globalThis.gc?.();
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ rss, heapUsed, external });
  });
  process.channel?.unref();
}
