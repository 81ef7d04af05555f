import cluster from 'node:cluster';

/**
 * What a process is among several of one server.
 * - `sibling`: does everything, beside others that do too; they share a database.
 * - `owner`: does everything but hold the port: the SQLite file is its own.
 * - `front`: holds connections for the owner.
 */
export interface Role {
  kind: 'sibling' | 'owner' | 'front';
  /** Differs from that of every process before and beside it. */
  id: string;
  /** Where each of them has its socket, `<id>.sock`. */
  folder: string;
}

/** The id of the one that owns the file. */
export const OWNER = 'owner';

/** Where the owner hears its fronts, in the folder of the sockets. */
export const LINK = 'link';

/** What this process is; undefined for one that is alone, and for the one that supervises. */
export function findRole(): Role | undefined {
  const [kind, folder] = process.argv.slice(-2);
  // Only a supervisor starts processes that it can talk to.
  if (process.send === undefined || folder === undefined) return undefined;
  if (kind === OWNER) return { kind, id: OWNER, folder };
  if (cluster.worker === undefined || (kind !== 'sibling' && kind !== 'front')) return undefined;
  return { kind, id: String(cluster.worker.id), folder };
}
