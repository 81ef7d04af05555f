import type { NewJob } from '../../core/outbox/job.ts';
import type { Executor } from './executor.ts';

/** Writes a job into the outbox, in the transaction of what causes it. */
export async function insertJob(executor: Executor, id: string, job: NewJob, now: number): Promise<void> {
  await executor.run(
    executor.build.insertInto('jobs').values({
      id,
      kind: job.kind,
      payload: JSON.stringify(job.payload),
      priority: job.priority ?? 100,
      run_at: job.runAt ?? now,
      attempts: 0,
      state: 'waiting',
      locked_until: null,
      error: null,
      created_at: now,
    }),
  );
}
