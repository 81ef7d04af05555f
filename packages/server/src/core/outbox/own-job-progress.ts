import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { type JobProgress, jobProgress } from './job-progress.ts';

/**
 * How far a job is that the actor asked for. Errors: `not_found`, for other people’s jobs as for those that were done more
 * than an hour ago.
 */
export async function ownJobProgress(
  core: Pick<CoreContext, 'store'>,
  actor: Actor,
  jobId: string,
): Promise<JobProgress> {
  const progress = await jobProgress(core, jobId);
  if (progress.ownerId !== actor.userId) throw notFound('job', jobId);
  return progress;
}
