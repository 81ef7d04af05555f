import cluster from 'node:cluster';

/** One of several processes behind one port. */
export interface Sibling {
  /** Differs from that of every process before and beside it. */
  id: string;
  /** Where each of them has its socket, `<id>.sock`. */
  folder: string;
}

/** What this process is among its siblings; undefined for one that is alone. */
export function findSibling(): Sibling | undefined {
  const folder = process.argv.at(-1);
  if (cluster.worker === undefined || folder === undefined) return undefined;
  return { id: String(cluster.worker.id), folder };
}
