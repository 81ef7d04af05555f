import type { CoreContext } from '../context.ts';
import type { Job } from './job.ts';

const MOST = 1_000;

/**
 * The dead letters, the latest first; at most 1000. For the operator only: payloads and errors tell what people did, so
 * no edge may offer this to them.
 */
export function listDeadJobs(
  { store }: Pick<CoreContext, 'store'>,
  { kind, limit = 100 }: { kind?: string; limit?: number } = {},
): Promise<Job[]> {
  return store.jobs.listDead(Math.min(limit, MOST), kind);
}
