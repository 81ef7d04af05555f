// @ts-check
import { isMainThread } from 'node:worker_threads';

/** Loaded into a measured server with `--import`: answers how much memory it holds after a forced collection. */
if (isMainThread && process.send !== undefined) {
  process.on('message', (message) => {
    if (message !== 'memory') return;
    // Twice: what the first run finalises is only freed by the second.
    globalThis.gc?.();
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ rss, heapUsed, external });
  });
  process.channel?.unref();
}
