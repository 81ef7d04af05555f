import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Job } from './job.ts';

export type JobProgress = Pick<Job, 'id' | 'kind' | 'ownerId' | 'state' | 'attempts' | 'progress' | 'note' | 'error'>;

/**
 * How far a job is. For the operator, and for actions that have checked whose job it is. Errors: `not_found`, also for a
 * job that was done some time ago.
 */
export async function jobProgress({ store }: Pick<CoreContext, 'store'>, jobId: string): Promise<JobProgress> {
  const job = await store.jobs.find(jobId);
  if (job === undefined) throw notFound('job', jobId);
  const { id, kind, ownerId, state, attempts, progress, note, error } = job;
  return { id, kind, ownerId, state, attempts, progress, note, error };
}
