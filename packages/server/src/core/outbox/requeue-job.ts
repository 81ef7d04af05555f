import type { CoreContext } from '../context.ts';
import { CoreError, notFound } from '../errors.ts';

/**
 * A dead job is run again, with all its attempts. For the operator only. Errors: `not_found`; `conflict` for a job that
 * is not dead.
 */
export function requeueJob({ store, clock }: Pick<CoreContext, 'store' | 'clock'>, jobId: string): Promise<void> {
  return store.transaction(async (tx) => {
    if (await tx.jobs.requeue(jobId, clock.now())) return;
    const job = await tx.jobs.find(jobId);
    if (job === undefined) throw notFound('job', jobId);
    throw new CoreError('conflict', `The job “${jobId}” is ${job.state}; only a dead job can be run again.`);
  });
}
